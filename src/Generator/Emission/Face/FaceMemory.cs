using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The calls of a model that reads a memory beside its input: a cross-attention.</summary>
internal static class FaceMemory
{
    private const string Runtime = "global::ShapeGen.Runtime.";

    private static readonly FaceParameter Lengths = new(FaceType.Lengths, "lengths", null, _ => "Tokens of each sequence of <paramref name=\"query\"/>, at least 1 each.");

    private static readonly FaceParameter MemoryLengths = new(FaceType.Lengths, "memoryLengths", null, _ => "Tokens of each sequence's memory, at least 1 each.");

    private static readonly FaceParameter Batch = new(
        FaceType.Integer, "batch", "1", _ => "Sequences in <paramref name=\"query\"/>, one behind the other, and in <paramref name=\"memory\"/>.");

    public static IEnumerable<FaceMember> Members(bool isFixed)
    {
        yield return ScratchLength(isFixed);
        foreach (bool hasScratch in new[] { false, true })
        {
            FaceMember call = BatchCall(isFixed, hasScratch);
            yield return FaceForward.WithoutThreads(call);
            yield return call;
        }

        if (!isFixed)
        {
            yield return LengthsCall(hasScratch: false);
            yield return LengthsCall(hasScratch: true);
        }

        yield return new()
        {
            Name = "Operations",
            Head = "private static long",
            Parameters = [new(FaceType.Long, "rows"), new(FaceType.Long, "memoryRows"), new(FaceType.Integer, "memoryTokens")],
            Comment = _ => ["Multiplications and additions of rows, and of their memories, which have at most so many tokens."],
            Body = graph =>
                $"=> (rows * ({Literals.Integer(graph.Cost.PerRow)} + ({Literals.Integer(graph.Cost.PerRowAndToken)}L * memoryTokens))) + (memoryRows * {Literals.Integer(graph.Cost.PerMemoryRow)});",
        };
    }

    private static FaceMember ScratchLength(bool isFixed) => new()
    {
        Name = "ScratchLength",
        Head = "public static int",
        Parameters =
        [
            new(FaceType.Integer, "tokens", null, _ => isFixed ? "Tokens of one query: <see cref=\"Tokens\"/>." : "Tokens of the longest sequence, at least 1."),
            new(FaceType.Integer, "memoryTokens", null, _ => "Tokens of the longest memory, at least 1."),
            new(FaceType.Integer, "threads", "1", _ => "What is allowed to <c>Forward</c>, at least 1: each thread needs some of its own."),
        ],
        Comment = _ =>
        [
            FaceMembers.Summary("The scratch that <c>Forward</c> needs, for any number of sequences: an exact number that grows with the tokens, not with their square."),
            "<returns>Floats.</returns>",
            $"<exception cref=\"global::System.ArgumentOutOfRangeException\">{(isFixed ? "<paramref name=\"tokens\"/> is not <see cref=\"Tokens\"/>, or another number" : "A number")} is below 1, or needs more than a span can hold.</exception>",
        ],
        Body = _ => $$"""
            {
                {{(isFixed ? $"{Runtime}Guard.FixedTokenCount(tokens, Tokens);" : $"{Runtime}Guard.TokenCount(tokens);")}}
                {{Runtime}}MemoryGuard.TokenCount(memoryTokens);
                {{Runtime}}Guard.ThreadCount(threads);
                return ScratchNeeded({{Largest("tokens")}}) + {{Runtime}}Scratch.AlignmentSlack;
            }
            """,
        IsPublic = true,
    };

    private static FaceMember BatchCall(bool isFixed, bool hasScratch)
    {
        string tokens = isFixed ? "Tokens" : "tokens";
        FaceParameter query = new(
            FaceType.Inputs,
            "query",
            null,
            graph => $"[batch, {tokens}, {graph.Input.Width}]{(isFixed ? "" : $" with tokens = query.Length / (batch · {graph.Input.Width})")}, row after row.");
        FaceParameter memory = new(
            FaceType.Inputs, "memory", null, graph => $"[batch, memoryTokens, {Width(graph)}] with memoryTokens = memory.Length / (batch · {Width(graph)}): what each sequence's tokens look at.");
        FaceParameter output = Output($"batch, {tokens}");
        return Call(
            hasScratch ? [query, memory, output, FaceForward.ScratchSpan, Batch, FaceForward.Threads] : [query, memory, output, Batch, FaceForward.Threads],
            "",
            hasScratch,
            graph => new()
            {
                Guard = (isFixed
                    ? $"{Runtime}Guard.FixedTokens(query, output, batch, Tokens, {graph.Input.Width}, {graph.Output.Width}, nameof(query));"
                    : $"int tokens = {Runtime}Guard.Tokens(query, output, batch, {graph.Input.Width}, {graph.Output.Width}, nameof(query));")
                    + $"\nint memoryTokens = {Runtime}MemoryGuard.Tokens(memory, output, batch, {Width(graph)});",
                ScratchGuard = ScratchGuard,
                Inputs = "query, memory",
                Shape = threads => $"{Runtime}CallShape.Of(batch, {tokens}, {threads}).WithMemory(memoryTokens)",
                Largest = Largest(tokens),
                Rows = $"(long)batch * ({tokens} + memoryTokens)",
                Sizes = $"(long)batch * {tokens}, (long)batch * memoryTokens, memoryTokens",
            });
    }

    private static FaceMember LengthsCall(bool hasScratch)
    {
        FaceParameter query = new(FaceType.Inputs, "query", null, graph => $"[sum of <paramref name=\"lengths\"/>, {graph.Input.Width}]: the sequences one behind the other, without padding.");
        FaceParameter memory = new(FaceType.Inputs, "memory", null, graph => $"[sum of <paramref name=\"memoryLengths\"/>, {Width(graph)}]: the memory of each sequence, in their order.");
        FaceParameter output = Output("sum of <paramref name=\"lengths\"/>");
        return Call(
            hasScratch
                ? [query, Lengths, memory, MemoryLengths, output, FaceForward.ScratchSpan, FaceForward.Threads]
                : [query, Lengths, memory, MemoryLengths, output, FaceForward.Threads],
            " on sequences and memories of any lengths. Each has the result, bit for bit, that it has alone",
            hasScratch,
            graph => new()
            {
                Guard = $"""
                    int rows = {Runtime}Guard.Lengths(query, lengths, output, {graph.Input.Width}, {graph.Output.Width}, out int tokens, nameof(query));
                    int memoryRows = {Runtime}MemoryGuard.Lengths(memory, memoryLengths, lengths.Length, output, {Width(graph)}, out int memoryTokens);
                    """,
                ScratchGuard = ScratchGuard,
                Inputs = "query, memory",
                Shape = threads => $"{Runtime}CallShape.Of(lengths, tokens, rows, {threads}).WithMemory(memoryLengths, memoryTokens, memoryRows)",
                Largest = Largest("tokens"),
                Rows = "(long)rows + memoryRows",
                Sizes = "rows, memoryRows, memoryTokens",
            });
    }

    private static FaceMember Call(IReadOnlyList<FaceParameter> parameters, string what, bool hasScratch, Func<ModuleGraph, FaceCall> call) => new()
    {
        Name = "Forward",
        Head = "public void",
        Parameters = parameters,
        Comment = _ => FaceForward.Comment(what, hasScratch),
        Body = graph => call(graph).Body(hasScratch),
        IsPublic = true,
    };

    private static FaceParameter Output(string rows) => new(
        FaceType.Floats,
        "output",
        null,
        graph => $"[{rows}, {graph.Output.Width}]. It may be the very span of <paramref name=\"query\"/>, but must not overlap it otherwise, and <paramref name=\"memory\"/> not at all.");

    private static string ScratchGuard => $"""
        {Runtime}Guard.ScratchApart(query, output, scratch, nameof(query));
        {Runtime}MemoryGuard.ScratchApart(memory, scratch);
        """;

    private static string Largest(string tokens) => $"{Runtime}CallShape.Largest({tokens}, threads).WithMemory(memoryTokens)";

    private static int Width(ModuleGraph graph) => graph.Memory?.Width ?? throw new InvalidOperationException("A model whose calls have a memory reads it.");
}
