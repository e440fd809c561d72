namespace ShapeGen;

/// <summary>
/// Lets the model of the same class hand out the result of each of its stages: it gets the method <c>WithTrace(TraceCallback)</c>. For finding
/// where results depart from another program's; without the attribute the class has nothing of it.
/// </summary>
/// <remarks>
/// A class with it takes some more scratch, and tests in each stage whether anyone listens: leave it out of a program that is shipped. Its results
/// are the same, bit for bit.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TraceAttribute : Attribute
{
}
