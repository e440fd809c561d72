using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Pooling;

/// <summary>Divides each row by its length.</summary>
internal sealed class NormalizeStage(Value target) : Stage
{
    private static readonly Kernel Normalize = new EntryKernel(
        "NormalizeRows",
        "// x / max(‖x‖, 1e-12) of each row, whose length is taken in double precision.",
        "ref float x, int xRow, int rows, int width",
        [],
        (writer, _) => writer.Line("""
            for (; rows > 0; rows--)
            {
                double sum = 0;
                for (int i = 0; i < width; i++)
                {
                    sum += (double)Unsafe.Add(ref x, i) * Unsafe.Add(ref x, i);
                }

                float length = (float)Math.Max(Math.Sqrt(sum), 1e-12);
                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref x, i) /= length;
                }

                x = ref Unsafe.Add(ref x, xRow);
            }
            """));

    public override IReadOnlyList<Read> Reads => [new(target)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [Normalize];

    public override string Formula(BufferNames names) => $"{names.Of(target)} /= ‖{names.Of(target)}‖";

    public override void EmitCall(ICallWriter call) => call.Line($"{call.Kernel(Normalize)}(ref {call.Rows(target)}, {call.Stride(target)}, rows, width: {target.Width});");
}
