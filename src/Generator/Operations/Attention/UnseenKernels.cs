using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>
/// Keeps values that are not finite from queries that do not see them. A key that a query does not see has the weight 0, but 0 times NaN is NaN, and so is 0
/// times infinity. Where that has happened, a result is NaN: so results are looked at, which are few, and only where one is not finite are the sums made again,
/// key by key, with what each query sees.
/// </summary>
internal static class UnseenKernels
{
    /// <summary>Features side by side: a sum waits for its last addition.</summary>
    private const int Features = 4;

    public static readonly Kernel AreFinite = new("AreFinite", [], (writer, context) => EmitAreFinite(writer, context.Unit));

    public static readonly Kernel MultiplySeen = new("MultiplySeen", [PortableKernels.MultiplyAdd], (writer, context) => EmitMultiplySeen(writer, context.Unit));

    private static void EmitAreFinite(SourceWriter writer, VectorUnit unit) => writer.Line($$"""
        // Whether none is infinite or NaN; count is a multiple of Lanes.
        {{Kernel.RunsOverNumbers}}
        private static bool AreFinite(ref float numbers, int count)
        {
            // A finite number less itself is 0, all of whose bits are 0; any other is NaN.
            {{unit.Type}} bits = {{unit.Type}}.Zero;
            for (nuint i = 0; i < (nuint)count; i += Lanes)
            {
                {{unit.Type}} number = {{unit.Vector}}.LoadUnsafe(ref numbers, i);
                bits |= number - number;
            }

            return {{unit.Vector}}.EqualsAll(bits.AsInt32(), {{unit.Vector}}<int>.Zero);
        }
        """);

    private static void EmitMultiplySeen(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        int[] features = [.. Enumerable.Range(0, Features)];
        writer.Line("""
            // results = vᵀ · scores, where what a query does not see has no part, not even as 0 times NaN. Sums are cut where those of the products are cut, and
            // have the same bits.
            //   values       the first key's values of a head
            //   scores       [keys, width]
            //   results      [headDim, width]
            //   firstKey     the first key's place in the sequence
            //   low, high    a query does not see the key where query > key + low, and where query < key - high
            //   runKeys      keys whose products are summed in one go
            //   sumKeys      keys whose runs are summed in float32
            """);
        writer.Line(Kernel.RunsOverNumbers);
        using (writer.Block("private static void MultiplySeen(ref float values, int valueRow, ref float scores, ref float results, int keys, int width, int headDim, int queries, int firstKey, int low, int high, int runKeys, int sumKeys)"))
        {
            using (writer.Block("for (int first = 0; first < width; first += Lanes)"))
            {
                writer.Line($"""
                    // Columns past the last query repeat it.
                    {vector}<int> query = {vector}.Min({vector}.Create(first) + {vector}.Create({string.Join(", ", Enumerable.Range(0, unit.Lanes))}), {vector}.Create(queries - 1));
                    """);
                using (writer.Block($"for (int feature = 0; feature < headDim; feature += {Features})"))
                {
                    Each(i => $"nint feature{i} = {(i == 0 ? "feature" : $"Math.Min(feature + {i}, headDim - 1)")};");
                    Each(i => $"{unit.WideType} lower{i} = {unit.WideType}.Zero, upper{i} = {unit.WideType}.Zero;");
                    Each(i => $"{unit.Type} sum{i} = {unit.Type}.Zero;");
                    writer.Line("""
                        ref float value = ref values;
                        ref float score = ref Unsafe.Add(ref scores, first);
                        """);
                    using (writer.Block("for (int key = 0; key < keys;)"))
                    {
                        Run(writer, unit, Each);
                    }

                    Each(i => $"{vector}.Narrow(lower{i} + {vector}.WidenLower(sum{i}), upper{i} + {vector}.WidenUpper(sum{i})).StoreUnsafe(ref Unsafe.Add(ref results, (feature{i} * width) + first));");
                }
            }
        }

        void Each(Func<int, string> line)
        {
            foreach (int feature in features)
            {
                writer.Line(line(feature));
            }
        }
    }

    /// <summary>Keys up to the next place where sums are cut.</summary>
    private static void Run(SourceWriter writer, VectorUnit unit, Action<Func<int, string>> each)
    {
        string vector = unit.Vector;
        each(i => $"{unit.Type} part{i} = {unit.Type}.Zero;");
        using (writer.Block("for (int end = Math.Min(keys, key + runKeys - ((firstKey + key) % runKeys)); key < end; key++)"))
        {
            writer.Line($"""
                {vector}<int> isUnseen = {vector}.GreaterThan(query, {vector}.Create(key + low)) | {vector}.LessThan(query, {vector}.Create(key - high));
                {unit.Type} weight = {vector}.LoadUnsafe(ref score);
                """);
            each(i => $"{unit.Type} value{i} = {vector}.ConditionalSelect(isUnseen.AsSingle(), {unit.Type}.Zero, {vector}.Create(Unsafe.Add(ref value, feature{i})));");
            each(i => $"part{i} = {unit.MultiplyAdd($"value{i}", "weight", $"part{i}")};");
            writer.Line("""
                value = ref Unsafe.Add(ref value, valueRow);
                score = ref Unsafe.Add(ref score, width);
                """);
        }

        writer.Line();
        each(i => $"sum{i} += part{i};");
        using (writer.Block("if ((firstKey + key) % sumKeys == 0)"))
        {
            each(i => $$"""
                lower{{i}} += {{vector}}.WidenLower(sum{{i}});
                upper{{i}} += {{vector}}.WidenUpper(sum{{i}});
                sum{{i}} = {{unit.Type}}.Zero;
                """);
        }
    }
}
