using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The calls: <c>ScratchLength</c>, and <c>Forward</c> for a batch of equal sequences and for sequences of any lengths.</summary>
internal static class FaceForward
{
    private const string Runtime = "global::ShapeGen.Runtime.";

    public static readonly FaceParameter Threads = new(
        FaceType.Integer, "threads", "0", _ => "The most threads that share the work, or 0 for as many as <see cref=\"Threads\"/> says. The result does not depend on it.");

    public static readonly FaceParameter ScratchSpan = new(
        FaceType.Floats,
        "scratch",
        null,
        _ => "At least as many floats as <see cref=\"ScratchLength\"/> says for the tokens and threads of the call; what they hold does not matter, before and after.");

    private static readonly FaceParameter Batch = new(FaceType.Integer, "batch", "1", _ => "Sequences in <paramref name=\"input\"/>, one behind the other.");

    private static readonly FaceParameter Lengths = new(FaceType.Lengths, "lengths", null, _ => "Tokens of each sequence, at least 1 each.");

    public static IEnumerable<FaceMember> Members(bool isFixed)
    {
        string tokens = isFixed ? "Tokens" : "tokens";
        yield return ScratchLength(isFixed);
        foreach (bool hasScratch in new[] { false, true })
        {
            FaceMember call = BatchCall(tokens, isFixed, hasScratch);
            yield return WithoutThreads(call);
            yield return call;
        }

        if (!isFixed)
        {
            yield return LengthsCall(hasScratch: false);
            yield return LengthsCall(hasScratch: true);
        }

        yield return Operations;
    }

    /// <summary>What a call costs.</summary>
    public static FaceMember Operations => new()
    {
        Name = "Operations",
        Head = "private static long",
        Parameters = [new(FaceType.Long, "rows"), new(FaceType.Integer, "tokens")],
        Comment = _ => ["Multiplications and additions of rows whose sequences have at most so many tokens."],
        Body = graph => OperationsOf(graph.Cost),
    };

    private static string OperationsOf(Cost cost)
    {
        string perRow = Literals.Integer(cost.PerRow);
        string tokens = cost.PerRowAndToken > 0 ? $" + ({Literals.Integer(cost.PerRowAndToken)}L * tokens)" : "";
        string seen = cost.PerRowAndSeen > 0 ? $" + ({Literals.Integer(cost.PerRowAndSeen)}L * global::System.Math.Min(tokens, {Literals.Integer(cost.Window)}))" : "";
        return tokens.Length + seen.Length > 0 ? $"=> rows * ({perRow}{tokens}{seen});" : $"=> rows * {perRow};";
    }

    /// <summary>What all forms of the call use.</summary>
    /// <param name="form">What the model's calls look like.</param>
    public static IEnumerable<FaceMember> Shared(CallForm form) =>
    [
        new()
        {
            Name = "ScratchNeeded",
            Head = "private static int",
            Parameters = [new(FaceType.Call, "call")],
            Comment = _ => ["Floats of scratch, no more than one array can hold."],
            Body = _ => $$"""
                {
                    long floats = ScratchFloats(call);
                    return floats <= {{Runtime}}Scratch.MaxLength ? (int)floats : throw {{Runtime}}Guard.TooMuchScratch(floats, ScratchFloats(call.WithThreads(1)), call.Tokens, call.Threads);
                }
                """,
        },
        .. FaceChoice.Members(form),
    ];

    private static FaceMember ScratchLength(bool isFixed) => new()
    {
        Name = "ScratchLength",
        Head = "public static int",
        Parameters =
        [
            new(FaceType.Integer, "tokens", null, _ => isFixed ? "Tokens of one input: <see cref=\"Tokens\"/>." : "Tokens of the longest sequence, at least 1."),
            new(FaceType.Integer, "threads", "1", _ => "What is allowed to <c>Forward</c>, at least 1: each thread needs some of its own."),
        ],
        Comment = _ =>
        [
            FaceMembers.Summary("The scratch that <c>Forward</c> needs, for any number of sequences: an exact number that grows with the tokens, not with their square."),
            "<returns>Floats.</returns>",
            isFixed
                ? "<exception cref=\"global::System.ArgumentOutOfRangeException\"><paramref name=\"tokens\"/> is not <see cref=\"Tokens\"/>, or <paramref name=\"threads\"/> below 1.</exception>"
                : "<exception cref=\"global::System.ArgumentOutOfRangeException\">A number is below 1, or needs more than a span can hold.</exception>",
        ],
        Body = _ => $$"""
            {
                {{(isFixed ? $"{Runtime}Guard.FixedTokenCount(tokens, Tokens);" : $"{Runtime}Guard.TokenCount(tokens);")}}
                {{Runtime}}Guard.ThreadCount(threads);
                return ScratchNeeded({{Runtime}}CallShape.Largest(tokens, threads)) + {{Runtime}}Scratch.AlignmentSlack;
            }
            """,
        IsPublic = true,
    };

    /// <summary>A call without threads, as delegates have it.</summary>
    public static FaceMember WithoutThreads(FaceMember call)
    {
        List<FaceParameter> parameters = call.Parameters!.Take(call.Parameters!.Count - 1).Select(parameter => parameter with { Default = null }).ToList();
        return new()
        {
            Name = call.Name,
            Head = call.Head,
            Parameters = parameters,
            Comment = call.Comment,
            Body = _ => $"=> Forward({string.Join(", ", parameters.Select(parameter => parameter.Name))}, threads: 0);",
            IsPublic = true,
        };
    }

    private static FaceMember BatchCall(string tokens, bool isFixed, bool hasScratch)
    {
        FaceParameter input = new(
            FaceType.Inputs,
            "input",
            null,
            graph => $"[batch, {tokens}, {graph.Input.Width}]{(isFixed ? "" : $" with tokens = input.Length / (batch · {graph.Input.Width})")}, row after row.");
        FaceParameter output = new(
            FaceType.Floats, "output", null, graph => $"[batch, {tokens}, {graph.Output.Width}]. It may be the very span of <paramref name=\"input\"/>, but must not overlap it otherwise.");
        return new()
        {
            Name = "Forward",
            Head = "public void",
            Parameters = hasScratch ? [input, output, ScratchSpan, Batch, Threads] : [input, output, Batch, Threads],
            Comment = _ => Comment("", hasScratch),
            Body = graph => Body(
                isFixed
                    ? $"{Runtime}Guard.FixedTokens(input, output, batch, Tokens, {graph.Input.Width}, {graph.Output.Width});"
                    : $"int tokens = {Runtime}Guard.Tokens(input, output, batch, {graph.Input.Width}, {graph.Output.Width});",
                $"Of(batch, {tokens}, ",
                $"(long)batch * {tokens}",
                tokens,
                hasScratch),
            IsPublic = true,
        };
    }

    private static FaceMember LengthsCall(bool hasScratch)
    {
        FaceParameter input = new(FaceType.Inputs, "input", null, graph => $"[sum of <paramref name=\"lengths\"/>, {graph.Input.Width}]: the sequences one behind the other, without padding.");
        FaceParameter output = new(
            FaceType.Floats, "output", null, graph => $"[sum of <paramref name=\"lengths\"/>, {graph.Output.Width}]. It may be the very span of <paramref name=\"input\"/>, but must not overlap it otherwise.");
        return new()
        {
            Name = "Forward",
            Head = "public void",
            Parameters = hasScratch ? [input, Lengths, output, ScratchSpan, Threads] : [input, Lengths, output, Threads],
            Comment = _ => Comment(" on sequences of any lengths. Each has the result, bit for bit, that it has alone", hasScratch),
            Body = graph => Body(
                $"int rows = {Runtime}Guard.Lengths(input, lengths, output, {graph.Input.Width}, {graph.Output.Width}, out int tokens);",
                "Of(lengths, tokens, rows, ",
                "rows",
                "tokens",
                hasScratch),
            IsPublic = true,
        };
    }

    public static IEnumerable<string> Comment(string what, bool hasScratch) =>
    [
        FaceMembers.Summary(hasScratch
            ? $"Runs the model{what}, in the caller's scratch."
            : $"Runs the model{what}. Allocates nothing after a thread's first call, which makes the thread's scratch."),
        "<exception cref=\"global::System.ArgumentException\">A length does not fit, spans overlap, or a number is out of range; nothing has been written.</exception>",
    ];

    private static string Body(string guard, string call, string rows, string tokens, bool hasScratch) => new FaceCall
    {
        Guard = guard,
        ScratchGuard = $"{Runtime}Guard.ScratchApart(input, output, scratch);",
        Inputs = "input",
        Shape = threads => $"{Runtime}CallShape.{call}{threads})",
        Largest = $"{Runtime}CallShape.Largest({tokens}, threads)",
        Rows = rows,
        Sizes = $"{rows}, {tokens}",
    }.Body(hasScratch);
}
