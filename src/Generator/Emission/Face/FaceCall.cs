namespace ShapeGen.Generator.Emission.Face;

/// <summary>What a form of <c>Forward</c> does with its arguments, as C#: the steps are the same for all of them.</summary>
internal sealed record FaceCall
{
    private const string Runtime = "global::ShapeGen.Runtime.";

    /// <summary>The checks, which also find the sizes.</summary>
    public required string Guard { get; init; }

    /// <summary>The check that the scratch is apart from everything else.</summary>
    public required string ScratchGuard { get; init; }

    /// <summary>The inputs as arguments.</summary>
    public required string Inputs { get; init; }

    /// <summary>The call's shape for a number of threads.</summary>
    public required Func<string, string> Shape { get; init; }

    /// <summary>The shape of the largest call for which the caller's scratch must be enough.</summary>
    public required string Largest { get; init; }

    /// <summary>The rows that threads can share.</summary>
    public required string Rows { get; init; }

    /// <summary>The arguments of <c>Operations</c>.</summary>
    public required string Sizes { get; init; }

    /// <summary>The method's block.</summary>
    /// <param name="hasScratch">Whether the caller gives the scratch.</param>
    public string Body(bool hasScratch) => hasScratch
        ? $$"""
          {
              {{Indented(Guard)}}
              threads = {{Runtime}}Guard.Threads(threads, Threads);
              {{Indented(ScratchGuard)}}
              scratch = {{Runtime}}Scratch.Align(scratch, ScratchNeeded({{Largest}}), nameof(scratch));
              Run({{Inputs}}, output, scratch, {{Shape($"{Runtime}Execution.Threads(threads, {Rows}, Operations({Sizes}))")}});
          }
          """
        : $$"""
          {
              {{Indented(Guard)}}
              threads = {{Runtime}}Execution.Threads({{Runtime}}Guard.Threads(threads, Threads), {{Rows}}, Operations({{Sizes}}));
              {{Runtime}}CallShape call = {{Shape("threads")}};
              using {{Runtime}}ScratchRental scratch = {{Runtime}}Scratch.Rent(ScratchNeeded(call));
              Run({{Inputs}}, output, scratch.Floats, call);
          }
          """;

    private static string Indented(string lines) => lines.Replace("\n", "\n    ");
}
