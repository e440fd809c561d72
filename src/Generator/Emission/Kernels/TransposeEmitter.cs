using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>Brings the queries of a block from [query, feature] to [feature, query].</summary>
internal static class TransposeEmitter
{
    private const int Columns = VectorUnit.TransposedFeatures;

    public static void Emit(SourceWriter writer, VectorUnit unit, AttentionStage stage)
    {
        string stride = stage.Source.Title + "Stride";
        writer.Line("/// <summary>transposed[feature, query] = q[query, feature], a vector of queries and four features at a time.</summary>");
        writer.Line("/// <remarks>");
        writer.Line("/// Columns past the last query repeat it: they are computed but never read. The last step may read k's first features behind q's;");
        writer.Line($"/// the transposed queries have room for {Columns} more rows.");
        writer.Line("/// </remarks>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block("private static void TransposeQueries(ref float q, ref float transposed, int width, int queries)"))
        {
            using (writer.Block("for (int query = 0; query < width; query += Lanes)"))
            {
                for (int lane = 0; lane < unit.Lanes; lane++)
                {
                    writer.Line($"ref float q{lane} = ref Unsafe.Add(ref q, (nint)Math.Min(query{(lane > 0 ? $" + {lane}" : "")}, queries - 1) * {stride});");
                }

                writer.Line("ref float target = ref Unsafe.Add(ref transposed, query);");
                using (writer.Block($"for (nuint feature = 0; feature < Embed; feature += {Columns})"))
                {
                    if (unit.Shuffles is null)
                    {
                        Scalars(writer, unit);
                    }
                    else
                    {
                        Shuffles(writer, unit, unit.Shuffles);
                    }

                    for (int column = 0; column < Columns; column++)
                    {
                        string offset = column switch { 0 => "", 1 => ", (nuint)width", _ => $", {column} * (nuint)width" };
                        writer.Line($"column{column}.StoreUnsafe(ref target{offset});");
                    }

                    writer.Line($"target = ref Unsafe.Add(ref target, {Columns} * width);");
                }
            }
        }
    }

    /// <summary>Four rows a vector apart go in one register, so that a 4×4 transposition within each 128-bit lane leaves queries in order.</summary>
    private static void Shuffles(SourceWriter writer, VectorUnit unit, string shuffles)
    {
        for (int row = 0; row < Columns; row++)
        {
            string[] quarters = Enumerable.Range(0, unit.Lanes / Columns).Select(lane => $"Vector128.LoadUnsafe(ref q{row + (Columns * lane)}, feature)").ToArray();
            string rows = quarters.Length == 2
                ? $"Vector256.Create({quarters[0]}, {quarters[1]})"
                : $"Vector512.Create(\n    Vector256.Create({quarters[0]}, {quarters[1]}),\n    Vector256.Create({quarters[2]}, {quarters[3]}))";
            writer.Line($"{unit.Type} row{row} = {rows};");
        }

        writer.Line($$"""

            // Four by four within each 128-bit lane.
            {{unit.Type}} low01 = {{shuffles}}.UnpackLow(row0, row1);
            {{unit.Type}} high01 = {{shuffles}}.UnpackHigh(row0, row1);
            {{unit.Type}} low23 = {{shuffles}}.UnpackLow(row2, row3);
            {{unit.Type}} high23 = {{shuffles}}.UnpackHigh(row2, row3);
            {{unit.Type}} column0 = {{shuffles}}.Shuffle(low01, low23, 0b01_00_01_00);
            {{unit.Type}} column1 = {{shuffles}}.Shuffle(low01, low23, 0b11_10_11_10);
            {{unit.Type}} column2 = {{shuffles}}.Shuffle(high01, high23, 0b01_00_01_00);
            {{unit.Type}} column3 = {{shuffles}}.Shuffle(high01, high23, 0b11_10_11_10);

            """);
    }

    private static void Scalars(SourceWriter writer, VectorUnit unit)
    {
        for (int column = 0; column < Columns; column++)
        {
            string offset = column == 0 ? "(nint)feature" : $"(nint)feature + {column}";
            string rows = string.Join(", ", Enumerable.Range(0, unit.Lanes).Select(lane => $"Unsafe.Add(ref q{lane}, {offset})"));
            writer.Line($"{unit.Type} column{column} = {unit.Vector}.Create({rows});");
        }

        writer.Line();
    }
}
