using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>What the model takes: bytes of its weights and of its scratch, and operations of a sequence.</summary>
internal static class FaceBudget
{
    private const string Guard = "global::ShapeGen.Runtime.Guard.";

    private static readonly FaceParameter MemoryTokens = new(FaceType.Integer, "memoryTokens", null, _ => "Tokens of the memory, at least 1.");

    public static IEnumerable<FaceMember> Members(CallForm form)
    {
        bool isImage = form.Input is InputForm.Pixels or InputForm.PixelsOrBytes;
        bool hasMemory = form.Input == InputForm.RowsAndMemory;
        FaceParameter tokens = new(FaceType.Integer, "tokens", null, graph =>
            form.IsFixed ? "<see cref=\"Tokens\"/>." : form.IsPlain ? "Tokens of the sequence, at least 1." : $"Rows of the sequence, as they are given to <c>Forward</c>, at least {Literals.Integer(graph.Edges!.LeastRows)}.");
        List<FaceParameter> sizes = isImage ? [] : hasMemory ? [tokens, MemoryTokens] : [tokens];
        List<FaceParameter> scratch = [.. sizes, new(FaceType.Integer, "threads", "1", _ => "What is allowed to <c>Forward</c>, at least 1.")];
        yield return new()
        {
            Name = "WeightBytes",
            Head = "public const long",
            Comment = _ => [FaceMembers.Summary("Bytes of the packed weights in memory, on the instruction set that takes the most.")],
            BodyOfPlans = plans => $"= {Literals.Integer(ModelFigures.WeightBytes(plans))};",
            StubBody = "= 0;",
            IsPublic = true,
        };
        yield return new()
        {
            Name = "ScratchBytes",
            Head = "public static long",
            Parameters = scratch,
            Comment = _ => [FaceMembers.Summary("The scratch that <c>Forward</c> needs on this machine: <c>ScratchLength</c> in bytes."), "<returns>Bytes.</returns>"],
            Body = _ => $"=> sizeof(float) * (long)ScratchLength({string.Join(", ", scratch.Select(parameter => parameter.Name))});",
            IsPublic = true,
        };
        yield return new()
        {
            Name = "Flops",
            Head = "public static long",
            Parameters = sizes,
            Comment = _ =>
            [
                FaceMembers.Summary($"Multiplications and additions in the matrix products of one {(isImage ? "image" : "sequence")}, two for each multiply-add; nothing else is counted."),
                "<returns>Operations.</returns>",
            ],
            Body = graph => isImage ? $"=> {Number(graph)}L;" : form.IsFixed && !hasMemory ? $$"""
                {
                    {{Guard}}FixedTokenCount(tokens, Tokens);
                    return {{Number(graph)}}L;
                }
                """ : $$"""
                {
                    {{string.Join("\n    ", [.. Checks(graph, form, hasMemory), .. Sizes(graph)])}}
                    return checked({{Sum(graph)}});
                }
                """,
            IsPublic = true,
        };
    }

    private static IEnumerable<string> Checks(ModuleGraph graph, CallForm form, bool hasMemory)
    {
        yield return
            form.IsFixed ? $"{Guard}FixedTokenCount(tokens, Tokens);" :
            form.IsConvolved ? $"global::ShapeGen.Runtime.ModelGuard.ConvolvedRows(tokens, {Literals.Integer(graph.Edges!.LeastRows)}, nameof(tokens));" :
            $"{Guard}TokenCount(tokens);";
        if (hasMemory)
        {
            yield return $"global::ShapeGen.Runtime.MemoryGuard.TokenCount({MemoryTokens.Name});";
        }
    }

    /// <summary>The rows behind each convolution, and the tokens in the layers.</summary>
    private static IEnumerable<string> Sizes(ModuleGraph graph)
    {
        if (InLayers(graph) == "tokens")
        {
            yield break;
        }

        string rows = "(long)tokens";
        for (int i = 0; i < graph.Edges!.Windows.Count; i++)
        {
            yield return $"long {ConvolvedRows(i + 1)} = {WindowText.RowsOf(graph.Edges.Windows[i], rows)};";
            rows = ConvolvedRows(i + 1);
        }

        if (InLayers(graph) != rows)
        {
            yield return $"long {InLayers(graph)} = {rows} + {Literals.Integer(graph.Edges.AddedTokens)};";
        }
    }

    /// <summary>The variable with the tokens in the layers.</summary>
    private static string InLayers(ModuleGraph graph) =>
        graph.Edges is not { } edges || edges is { AddedTokens: 0, Windows.Count: 0 } ? "tokens" :
        edges.AddedTokens == 0 ? ConvolvedRows(edges.Windows.Count) :
        "inLayers";

    /// <summary>The variable with the rows after a convolution.</summary>
    private static string ConvolvedRows(int number) => $"convolved{Literals.Integer(number)}";

    private static string Sum(ModuleGraph graph)
    {
        string inLayers = InLayers(graph);
        SizeText text = new(name => name == SizeName.MemoryRows || name == SizeName.MemoryTokens ? MemoryTokens.Name : inLayers, SizeText.Number, (rows, _) => ConvolvedRows(rows.Number));
        List<string> terms = graph.Products
            .Where(work => work.Operations > 0)
            .GroupBy(work => work.Count.Each is NumberSize ? "" : text.Of(work.Count.Each), StringComparer.Ordinal)
            .Select(same => $"{Literals.Integer(same.Sum(work => work.Operations))}L{(same.Key.Length == 0 ? "" : $" * {same.Key}")}")
            .ToList();
        return terms.Count switch
        {
            0 => "0",
            1 => terms[0],
            _ => string.Join(" + ", terms.Select(term => term.Contains(' ') ? $"({term})" : term)),
        };
    }

    /// <summary>The sum where all sizes are fixed; as many as can be counted where it is more.</summary>
    private static string Number(ModuleGraph graph)
    {
        try
        {
            return Literals.Integer(ModelFigures.Flops(graph, CallSize.Of(graph, 0, 0)).Number);
        }
        catch (OverflowException)
        {
            return Literals.Integer(long.MaxValue);
        }
    }
}
