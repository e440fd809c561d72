namespace ShapeGen;

/// <summary>
/// Adds the method <c>WithTrace(TraceCallback)</c>, which reports the result of each stage of the model. Use it to find where results start to differ from
/// another program's.
/// </summary>
/// <remarks>
/// With this attribute, a model needs somewhat more scratch and checks in each stage whether there is a callback, so remove it before shipping. The results
/// are the same, bit for bit.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TraceAttribute : Attribute
{
}
