using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Costs;

/// <summary>The sizes of a call whose sequences are all as long.</summary>
/// <param name="Sequences">Sequences, or images.</param>
/// <param name="InputRows">Rows of a sequence as they are given to <c>Forward</c>; 1 of an image.</param>
/// <param name="Tokens">Tokens of a sequence in the layers.</param>
/// <param name="MemoryTokens">Rows of a sequence's memory, of a cross-attention.</param>
internal sealed record CallSize(int Sequences, int InputRows, long Tokens, long MemoryTokens)
{
    /// <summary>Tokens of all sequences.</summary>
    public long Rows => Sequences * Tokens;

    public static CallSize Of(CompiledModel model, int sequences, int inputRows)
    {
        ModelEdges? edges = model.Graph.Edges;
        long tokens = edges switch
        {
            null => inputRows,
            { IsImage: true } => model.Graph.Tokens ?? throw new InvalidOperationException("An image is a known number of tokens."),
            _ => Convolved(edges, inputRows).LastOrDefault(inputRows) + (edges.Form.Input == Generator.Declarations.InputForm.Features ? edges.AddedTokens : 0),
        };
        return new(sequences, inputRows, tokens, model.Graph.Memory is null ? 0 : inputRows);
    }

    /// <summary>The rows of a sequence behind each convolution.</summary>
    public static IEnumerable<long> Convolved(ModelEdges edges, long rows)
    {
        foreach (ConvolutionWindow window in edges.Windows)
        {
            rows = ((rows + (2L * window.Padding) - window.Kernel) / window.Stride) + 1;
            yield return rows;
        }
    }

    /// <summary>The floating-point operations of a cost: a multiplication and an addition are two.</summary>
    public double Operations(Cost cost) =>
        (Rows * (cost.PerRow + ((double)cost.PerRowAndToken * (MemoryTokens > 0 ? MemoryTokens : Tokens)) + ((double)cost.PerRowAndSeen * Math.Min(Tokens, cost.Window))))
        + ((double)Sequences * MemoryTokens * cost.PerMemoryRow);
}
