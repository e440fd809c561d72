using ShapeGen.Generator.Graph;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Costs;

/// <summary>The rows of a call whose sequences all have the same length.</summary>
/// <param name="Sequences">The number of sequences or images.</param>
/// <param name="InputRows">Rows of a sequence passed to <c>Forward</c>; 1 for an image.</param>
/// <param name="Each">The sizes of one sequence.</param>
internal sealed record CallRows(int Sequences, int InputRows, CallSize Each)
{
    /// <summary>Tokens of a sequence in the layers.</summary>
    public long Tokens => Each.Tokens;

    /// <summary>Rows of a sequence's memory, for cross-attention; otherwise 0.</summary>
    public long MemoryTokens { get; private init; }

    /// <summary>Tokens of all sequences.</summary>
    public long Rows => Sequences * Tokens;

    /// <summary>The rows of a call on an input.</summary>
    public static CallRows Of(CompiledModel model, ModelInput input)
    {
        int rows = input.Lengths[0], memory = input is MemoryInput both ? both.MemoryLengths[0] : 0;
        return new(input.Lengths.Length, rows, CallSize.Of(model.Graph, rows, memory)) { MemoryTokens = memory };
    }

    /// <summary>The operations of the matrix products of an operation in so many layers: what the class's <c>Flops</c> counts.</summary>
    public double Operations(Op op, int layers) => Sequences * (double)op.WorkIn(layers).Where(work => work.IsProduct).Sum(work => work.Of(Each));
}
