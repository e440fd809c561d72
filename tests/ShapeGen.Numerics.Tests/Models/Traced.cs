namespace ShapeGen.Numerics.Tests.Models;

/// <summary>Models that hand out the results of their stages.</summary>
internal static class Traced
{
    /// <summary>The declaration with <c>[Trace]</c>.</summary>
    public static string Attribute(string attribute) => "Trace, " + attribute;

    /// <summary>A model that gives its results to a recorder.</summary>
    public static WholeModel With(WholeModel model, TraceCallback callback) =>
        model.Of(model.Instance.GetType().GetMethod("WithTrace")!.Invoke(model.Instance, [callback])!);

    /// <summary>A model that gives its results to a recorder.</summary>
    public static Model With(Model model, TraceCallback callback) =>
        Model.Of(model.Instance.GetType().GetMethod("WithTrace")!.Invoke(model.Instance, [callback])!);
}
