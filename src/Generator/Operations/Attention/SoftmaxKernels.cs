using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>The softmax of transposed scores: down each column, without sums across lanes.</summary>
internal static class SoftmaxKernels
{
    /// <summary>Exponentials that are summed in one go, as rounding errors grow with the length of a sum; the sums of them are added in double precision.</summary>
    private const int SumLength = 32;

    /// <summary>Keys whose maximum is sought side by side: a maximum takes up to four cycles, two can begin in each.</summary>
    private const int MaximumKeys = 4;

    private static readonly Kernel OfAll = Create("Softmax", isBanded: false);

    private static readonly Kernel OfBand = Create("SoftmaxOfBand", isBanded: true);

    /// <param name="isBanded">Whether scores can be masked, and the first key is not always the sequence's.</param>
    public static Kernel Of(bool isBanded) => isBanded ? OfBand : OfAll;

    private static Kernel Create(string name, bool isBanded) =>
        new(name, [Exp2Kernel.Kernel, PortableKernels.Max], (writer, context) => Emit(writer, context.Unit, name, isBanded));

    private static void Emit(SourceWriter writer, VectorUnit unit, string name, bool isBanded)
    {
        string vector = unit.Vector;
        string type = unit.Type;
        string max = string.Join("\n            ", Enumerable.Range(0, MaximumKeys).Select(key => $"max{key} = {unit.Max($"max{key}", Load(key))};"));
        string sums = Indented(isBanded ? SumsOfBand(unit) : Sums(unit));
        writer.Line(isBanded
            ? $"// As Softmax, of keys from firstKey of the sequence on. A score of -∞ counts as nothing."
            : $"""
              // Turns each column of scores, the keys of one query, into powers of two of the scaled differences from the column's maximum, so
              // that nothing overflows, and gives 1 / their sum. What is below 2^{Literals.Integer(Exp2Kernel.LowestPower)} of the maximum counts as that.
              """);
        writer.Line($$"""
            {{Kernel.RunsOverNumbers}}
            private static void {{name}}(ref float scores, ref float sums, int keys, int width, float scale{{(isBanded ? ", int firstKey" : "")}})
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

                    {{sums}}

                    ({{vector}}.Create(1f) / {{vector}}.Narrow(lower, upper)).StoreUnsafe(ref sums, (nuint)query);
                }
            }
            """);

        string Load(int key) => $"{vector}.LoadUnsafe(ref column{key switch { 0 => "", 1 => ", (nuint)width", _ => $", {key} * (nuint)width" }})";
    }

    private static string Sums(VectorUnit unit) => $$"""
        // Summed in runs of {{SumLength}}, and these in double precision, as errors grow with the length of a sum.
        {{unit.WideType}} lower = {{unit.WideType}}.Zero;
        {{unit.WideType}} upper = {{unit.WideType}}.Zero;
        column = ref Unsafe.Add(ref scores, query);
        for (left = keys; left > 0; left -= {{SumLength}})
        {
            {{unit.Type}} partial = {{unit.Type}}.Zero;
            for (int run = Math.Min(left, {{SumLength}}); run > 0; run--)
            {
                {{unit.Type}} score = {{unit.Max("lowest", $"{unit.Vector}.LoadUnsafe(ref column) - max")}};
                {{unit.Type}} power = Exp2(score, scales);
                power.StoreUnsafe(ref column);
                partial += power;
                column = ref Unsafe.Add(ref column, width);
            }

            lower += {{unit.Vector}}.WidenLower(partial);
            upper += {{unit.Vector}}.WidenUpper(partial);
        }
        """;

    private static string SumsOfBand(VectorUnit unit) => $$"""
        // Summed in runs of {{SumLength}}, and these in double precision, as errors grow with the length of a sum. Runs end at the same keys wherever the
        // first one is.
        {{unit.WideType}} lower = {{unit.WideType}}.Zero;
        {{unit.WideType}} upper = {{unit.WideType}}.Zero;
        {{unit.Type}} masked = {{unit.Vector}}.Create(float.NegativeInfinity);
        column = ref Unsafe.Add(ref scores, query);
        left = keys;
        for (int longest = {{SumLength}} - (firstKey % {{SumLength}}); left > 0; longest = {{SumLength}})
        {
            {{unit.Type}} partial = {{unit.Type}}.Zero;
            int run = Math.Min(left, longest);
            left -= run;
            for (; run > 0; run--)
            {
                {{unit.Type}} value = {{unit.Vector}}.LoadUnsafe(ref column);
                {{unit.Type}} score = {{unit.Max("lowest", "value - max")}};
                {{unit.Type}} power = {{unit.Vector}}.ConditionalSelect({{unit.Vector}}.Equals(value, masked), {{unit.Type}}.Zero, Exp2(score, scales));
                power.StoreUnsafe(ref column);
                partial += power;
                column = ref Unsafe.Add(ref column, width);
            }

            lower += {{unit.Vector}}.WidenLower(partial);
            upper += {{unit.Vector}}.WidenUpper(partial);
        }
        """;

    /// <summary>Lines as they stand within the loop over columns.</summary>
    private static string Indented(string lines) => lines.Replace("\n", "\n        ");
}
