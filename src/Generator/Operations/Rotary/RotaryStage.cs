using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>Rotates queries and keys of a block of rows, each by the angles of its position.</summary>
internal sealed class RotaryStage(RotarySettings settings, AttentionSettings attention, Value target, RotaryTables tables) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(target), .. tables.All.Select(table => new Read(table, ReadRows.WholeSequence))];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [RotaryKernels.Of(settings.IsInterleaved)];

    public override string Formula(BufferNames names) =>
        $"q, k in {names.Of(target)} rotated by {string.Join(", ", tables.All.Select(names.Of))}   {attention.Heads} + {attention.KeyValueHeads} heads of {attention.HeadDim}, {settings.Width} features each";

    public override void EmitCall(ICallWriter call)
    {
        string table = $"ref {call.FirstRow(tables.Global)}";
        string row = call.Stride(tables.Global);
        if (tables.Local is { } local)
        {
            if (!call.IsOfLayer)
            {
                throw new InvalidOperationException("Only in a layer of many it depends on the layer by which angles is rotated.");
            }

            string isGlobal = $"layer % {Literals.Integer(tables.GlobalEvery)} == 0";
            table = $"ref ({isGlobal} ? {table} : ref {call.FirstRow(local)})";
            row = $"{isGlobal} ? {row} : {call.Stride(local)}";
        }

        call.Line($$"""
            {{call.Kernel(Kernels[0])}}(
                part, ref {{call.Rows(target)}}, {{call.Stride(target)}}, {{table}}, {{row}},
                heads: {{attention.Heads + attention.KeyValueHeads}}, headDim: {{attention.HeadDim}}, rotated: {{settings.Width}}, first: row, rows);
            """);
    }
}
