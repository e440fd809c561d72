using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Embedding;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Positions;

/// <summary>Adds the row of each token's position.</summary>
internal sealed class PositionsStage(PositionTable table, Value target, WeightSlot slot) : Stage
{
    private static readonly Kernel AddPositions = new EntryKernel(
        "AddPositions",
        "// Adds a table's row of each token's position in its sequence.",
        "in Part part, ref float table, ref float target, int targetRow, int first, int rows, int width",
        [AddRowKernel.Kernel],
        (writer, _) => writer.Line("""
            for (int row = first; row < first + rows;)
            {
                part.Locate(row, out int start, out int tokens);
                ref float source = ref Unsafe.Add(ref table, (nint)(row - start) * width);
                for (int end = Math.Min(first + rows, start + tokens); row < end; row++)
                {
                    AddRow(ref source, ref target, width);
                    source = ref Unsafe.Add(ref source, width);
                    target = ref Unsafe.Add(ref target, targetRow);
                }
            }
            """));

    public override IReadOnlyList<Read> Reads => [new(target)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [AddPositions];

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} += {slot.Name}[p{(table.Offset == 0 ? "" : $" + {Literals.Integer(table.Offset)}")}]   p: position in the sequence";

    public override void EmitCall(ICallWriter call)
    {
        string first = call.Weight(slot);
        string row = table.Offset == 0 ? first : $"Unsafe.Add(ref {first}, {Literals.Integer((long)table.Offset * target.Width)})";
        call.Line($"{call.Kernel(Kernels[0])}(part, ref {row}, ref {call.Rows(target)}, {call.Stride(target)}, first: row, rows, width: {target.Width});");
    }
}
