using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>
/// Masks the scores of keys that a query does not see. Of the keys that a block of queries meets, that is a triangle at each end: only those
/// rows are touched, so a mask costs next to nothing.
/// </summary>
internal static class BandKernel
{
    public static readonly Kernel Kernel = new("MaskBand", [], (writer, context) => Emit(writer, context.Unit));

    private static void Emit(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        string lanes = string.Join(", ", Enumerable.Range(0, unit.Lanes));
        writer.Line($$"""
            // scores[key, query] = -∞ where query > key + low, and where query < key - high.
            {{Kernel.RunsOverNumbers}}
            private static void MaskBand(ref float scores, int keys, int width, int queries, int low, int high)
            {
                {{unit.Type}} masked = {{vector}}.Create(float.NegativeInfinity);
                for (int first = 0; first < width; first += Lanes)
                {
                    // Columns past the last query repeat it.
                    {{vector}}<int> query = {{vector}}.Min({{vector}}.Create(first) + {{vector}}.Create({{lanes}}), {{vector}}.Create(queries - 1));
                    ref float score = ref Unsafe.Add(ref scores, first);
                    int end = Math.Min(keys, queries - 1 - low);
                    for (int key = 0; key < end; key++)
                    {
                        {{unit.Type}} isUnseen = {{vector}}.GreaterThan(query, {{vector}}.Create(key + low)).AsSingle();
                        {{vector}}.ConditionalSelect(isUnseen, masked, {{vector}}.LoadUnsafe(ref score)).StoreUnsafe(ref score);
                        score = ref Unsafe.Add(ref score, width);
                    }

                    score = ref Unsafe.Add(ref scores, ((nint)(high + 1) * width) + first);
                    for (int key = high + 1; key < keys; key++)
                    {
                        {{unit.Type}} isUnseen = {{vector}}.LessThan(query, {{vector}}.Create(key - high)).AsSingle();
                        {{vector}}.ConditionalSelect(isUnseen, masked, {{vector}}.LoadUnsafe(ref score)).StoreUnsafe(ref score);
                        score = ref Unsafe.Add(ref score, width);
                    }
                }
            }
            """);
    }
}
