using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>
/// Adds to the transposed scores what depends on the distance of query and key. It is added before the maximum is sought, and divided by the
/// scale beforehand, as the softmax scales the differences from the maximum.
/// </summary>
internal static class ScoreBiasKernels
{
    private static readonly Kernel Alibi = new("AddAlibi", [PortableKernels.MultiplyAdd], (writer, context) => EmitAlibi(writer, context.Unit));

    private static readonly Kernel Distances = new("AddDistances", [], (writer, context) => EmitDistances(writer, context.Unit));

    /// <summary>The kernel that adds the bias, or null where there is none.</summary>
    public static Kernel? Of(ScoreBias bias) => bias switch
    {
        ScoreBias.None => null,
        ScoreBias.Alibi => Alibi,
        ScoreBias.Buckets => Distances,
        _ => throw new InvalidOperationException($"No bias of scores is known for {bias}."),
    };

    private static void EmitAlibi(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        string lanes = string.Join(", ", Enumerable.Range(0, unit.Lanes).Select(lane => $"{Literals.Integer(lane)}f"));
        writer.Line($$"""
            // scores[key, query] += slope · |distance + query - key|; the distance is that of the first query from the first key.
            {{Kernel.RunsOverNumbers}}
            private static void AddAlibi(ref float scores, int keys, int width, int distance, float slope)
            {
                {{unit.Type}} slopes = {{vector}}.Create(slope);
                {{unit.Type}} one = {{vector}}.Create(1f);
                for (int query = 0; query < width; query += Lanes)
                {
                    {{unit.Type}} between = {{vector}}.Create((float)(distance + query)) + {{vector}}.Create({{lanes}});
                    ref float score = ref Unsafe.Add(ref scores, query);
                    for (int key = 0; key < keys; key++)
                    {
                        {{unit.Type}} biased = {{unit.MultiplyAdd($"{vector}.Abs(between)", "slopes", $"{vector}.LoadUnsafe(ref score)")}};
                        biased.StoreUnsafe(ref score);
                        between -= one;
                        score = ref Unsafe.Add(ref score, width);
                    }
                }
            }
            """);
    }

    private static void EmitDistances(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        writer.Line($$"""
            // scores[key, query] += distances[distance + query - key]; the distance is that of the first query from the first key. The table has
            // what is added for -most - Lanes to most + Lanes - 1, and beyond that as at its ends: a vector of queries is one load.
            {{Kernel.RunsOverNumbers}}
            private static void AddDistances(ref float scores, int keys, int width, int distance, ref float distances, int most)
            {
                distances = ref Unsafe.Add(ref distances, most + Lanes);
                for (int query = 0; query < width; query += Lanes)
                {
                    ref float score = ref Unsafe.Add(ref scores, query);
                    for (int key = 0; key < keys; key++)
                    {
                        nint between = Math.Min(Math.Max(distance + query - key, -most - Lanes), most);
                        {{unit.Type}} biased = {{vector}}.LoadUnsafe(ref score) + {{vector}}.LoadUnsafe(ref Unsafe.Add(ref distances, between));
                        biased.StoreUnsafe(ref score);
                        score = ref Unsafe.Add(ref score, width);
                    }
                }
            }
            """);
    }
}
