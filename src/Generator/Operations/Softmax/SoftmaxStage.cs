using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Softmax;

/// <summary>The softmax of each row of a block.</summary>
internal sealed class SoftmaxStage(Value target) : Stage
{
    private static readonly Kernel Softmax = new EntryKernel(
        "SoftmaxRows",
        "// e^(x - max) / sum of each row; the sum in double precision.",
        "ref float x, int xRow, int rows, int width",
        [],
        (writer, _) => writer.Line("""
            for (; rows > 0; rows--)
            {
                float most = x;
                for (int i = 1; i < width; i++)
                {
                    most = MathF.Max(most, Unsafe.Add(ref x, i));
                }

                double sum = 0;
                for (int i = 0; i < width; i++)
                {
                    float power = MathF.Exp(Unsafe.Add(ref x, i) - most);
                    Unsafe.Add(ref x, i) = power;
                    sum += power;
                }

                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref x, i) = (float)(Unsafe.Add(ref x, i) / sum);
                }

                x = ref Unsafe.Add(ref x, xRow);
            }
            """));

    public override IReadOnlyList<Read> Reads => [new(target)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [Softmax];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = softmax({names.Of(target)})";

    public override void EmitCall(ICallWriter call) => call.Line($"{call.Kernel(Softmax)}(ref {call.Rows(target)}, {call.Stride(target)}, rows, width: {target.Width});");
}
