namespace ShapeGen.Generator.Emission.Face;

/// <summary>
/// What a class with <c>[Trace]</c> has more. A model does not change once it is made, and any number of threads may use it: so who listens is another
/// model with the same weights, as one with other threads is.
/// </summary>
internal static class FaceTrace
{
    private static readonly FaceType Callback = new("global::ShapeGen.TraceCallback", "ShapeGen.TraceCallback");

    private static readonly FaceType NoneOrCallback = Callback with { Written = Callback.Written + "?" };

    public static FaceMember Field => new() { Name = "_trace", Head = $"private readonly {NoneOrCallback.Written}", Body = _ => ";" };

    /// <summary>The constructor's.</summary>
    public static FaceParameter Argument => new(NoneOrCallback, "trace", "null");

    public static FaceMember WithTrace(string type) => new()
    {
        Name = "WithTrace",
        Head = $"public {type}",
        Parameters = [new(Callback, "trace", null, _ => "Takes the result of each stage; <c>new TraceRecorder().Add</c>, for example.")],
        Comment = _ =>
        [
            FaceMembers.Summary("This model, handing out the result of each of its stages; the weights are not copied. Its results are the same, bit for bit, but a call runs on one thread, on which it calls <paramref name=\"trace\"/>."),
            "<returns>The model. Both may be used at once.</returns>",
            "<exception cref=\"global::System.ArgumentNullException\"><paramref name=\"trace\"/> is null.</exception>",
        ],
        Body = _ => "=> new(_weights, Threads, trace ?? throw new global::System.ArgumentNullException(nameof(trace)));",
        IsPublic = true,
    };
}
