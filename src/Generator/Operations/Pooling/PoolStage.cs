using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Pooling;

/// <summary>Makes the rows of a block of sequences.</summary>
internal sealed class PoolStage(Options.Pooling pooling, int skipped, Value source, Value target) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source, ReadRows.WholeSequence)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [PoolKernels.Of(pooling)];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = {Formula(pooling, skipped, names.Of(source))}   of each sequence";

    public override void EmitCall(ICallWriter call) => call.Line($$"""
        {{call.Kernel(Kernels[0])}}(
            part, ref {{call.FirstRow(source)}}, {{call.Stride(source)}}, ref {{call.Rows(target)}}, {{call.Stride(target)}},
            first: row, rows, width: {{target.Width}}{{(PoolKernels.TakesOneRow(pooling) ? "" : $", skipped: {Literals.Integer(skipped)}")}});
        """);

    /// <summary>What is computed of <paramref name="rows"/>.</summary>
    public static string Formula(Options.Pooling pooling, int skipped, string rows)
    {
        string range = skipped == 0 ? rows : $"{rows}[{Literals.Integer(skipped)}..]";
        return pooling switch
        {
            Options.Pooling.Class => $"{rows}[0]",
            Options.Pooling.Last => $"{rows}[-1]",
            Options.Pooling.Mean => $"mean({range})",
            Options.Pooling.Max => $"max({range})",
            _ => throw new InvalidOperationException($"No formula is known for {pooling}."),
        };
    }
}
