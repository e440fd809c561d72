using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>
/// Adds up, in double precision, what runs of keys give of a long weighted sum. Rounding errors of one float sum grow with its terms, and those of equal
/// rows all have the same sign: 8,192 of them were 7e-6 off, 32,768 of them 3e-5.
/// </summary>
internal static class LongSumKernel
{
    public static readonly Kernel Kernel = new("AddTotals", [], (writer, context) => Emit(writer, context.Unit));

    private static void Emit(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        writer.Line($$"""
            // totals += results in double precision, from 0 where these are the first; where they are the last, results = totals. count is a multiple of Lanes.
            {{Kernel.RunsOverNumbers}}
            private static void AddTotals(ref float results, ref float totals, int count, bool isFirst, bool isLast)
            {
                ref double total = ref Unsafe.As<float, double>(ref totals);
                for (nuint i = 0; i < (nuint)count; i += Lanes)
                {
                    {{unit.Type}} result = {{vector}}.LoadUnsafe(ref results, i);
                    {{unit.WideType}} lower = {{vector}}.WidenLower(result);
                    {{unit.WideType}} upper = {{vector}}.WidenUpper(result);
                    if (!isFirst)
                    {
                        lower += {{vector}}.LoadUnsafe(ref total, i);
                        upper += {{vector}}.LoadUnsafe(ref total, i + (Lanes / 2));
                    }

                    if (isLast)
                    {
                        {{vector}}.Narrow(lower, upper).StoreUnsafe(ref results, i);
                    }
                    else
                    {
                        lower.StoreUnsafe(ref total, i);
                        upper.StoreUnsafe(ref total, i + (Lanes / 2));
                    }
                }
            }
            """);
    }
}
