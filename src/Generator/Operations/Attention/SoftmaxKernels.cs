using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>The softmax of transposed scores: down each column, without sums across lanes.</summary>
internal static class SoftmaxKernels
{
    /// <summary>Exponentials that are summed in one go; rounding errors grow with the length of a sum.</summary>
    private const int SumLength = 64;

    /// <summary>Keys whose maximum is sought side by side: a maximum takes up to four cycles, two can begin in each.</summary>
    private const int MaximumKeys = 4;

    private static readonly Kernel Plain = new("Softmax", [Exp2Kernel.Kernel, PortableKernels.Max], (writer, context) => Emit(writer, context.Unit));

    public static Kernel Of(ScoreBias bias) => bias switch
    {
        ScoreBias.None => Plain,
        _ => throw new InvalidOperationException($"No softmax is known for {bias}."),
    };

    private static void Emit(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        string type = unit.Type;
        string max = string.Join("\n            ", Enumerable.Range(0, MaximumKeys).Select(key => $"max{key} = {unit.Max($"max{key}", Load(key))};"));
        writer.Line($$"""
            // Turns each column of scores, the keys of one query, into powers of two of the scaled differences from the column's maximum, so
            // that nothing overflows, and gives 1 / their sum. What is below 2^{{Literals.Integer(Exp2Kernel.LowestPower)}} of the maximum counts as that.
            [MethodImpl(MethodImplOptions.NoInlining)]
            private static void Softmax(ref float scores, ref float sums, int keys, int width, float scale)
            {
                {{type}} scales = {{vector}}.Create(scale);
                {{type}} lowest = {{vector}}.Create({{Literals.Float(Exp2Kernel.LowestPower)}} / scale);
                for (int query = 0; query < width; query += Lanes)
                {
                    ref float column = ref Unsafe.Add(ref scores, query);
                    {{type}} max0 = {{vector}}.LoadUnsafe(ref column);
                    {{type}} {{string.Join(", ", Enumerable.Range(1, MaximumKeys - 1).Select(key => $"max{key} = max0"))}};
                    int left = keys;
                    for (; left >= {{MaximumKeys}}; left -= {{MaximumKeys}})
                    {
                        {{max}}
                        column = ref Unsafe.Add(ref column, {{MaximumKeys}} * width);
                    }

                    for (; left > 0; left--)
                    {
                        max0 = {{unit.Max("max0", Load(0))}};
                        column = ref Unsafe.Add(ref column, width);
                    }

                    {{type}} max = {{unit.Max(unit.Max("max0", "max1"), unit.Max("max2", "max3"))}};

                    // Summed in runs of {{SumLength}}, as errors grow with the length of a sum.
                    {{type}} sum = {{type}}.Zero;
                    column = ref Unsafe.Add(ref scores, query);
                    for (left = keys; left > 0; left -= {{SumLength}})
                    {
                        {{type}} partial = {{type}}.Zero;
                        for (int run = Math.Min(left, {{SumLength}}); run > 0; run--)
                        {
                            {{type}} score = {{unit.Max("lowest", $"{vector}.LoadUnsafe(ref column) - max")}};
                            {{type}} power = Exp2(score, scales);
                            power.StoreUnsafe(ref column);
                            partial += power;
                            column = ref Unsafe.Add(ref column, width);
                        }

                        sum += partial;
                    }

                    ({{vector}}.Create(1f) / sum).StoreUnsafe(ref sums, (nuint)query);
                }
            }
            """);

        string Load(int key) => $"{vector}.LoadUnsafe(ref column{key switch { 0 => "", 1 => ", (nuint)width", _ => $", {key} * (nuint)width" }})";
    }
}
