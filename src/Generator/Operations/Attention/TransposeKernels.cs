using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>Brings one head's queries from [query, feature] to [feature, query], and its results back.</summary>
internal static class TransposeKernels
{
    private const int Columns = VectorUnit.TransposedFeatures;

    public static readonly Kernel Queries = new("TransposeQueries", [PortableKernels.Unpack], (writer, context) => EmitQueries(writer, context.Unit));

    public static readonly Kernel Results = new("TransposeResults", [PortableKernels.Unpack], (writer, context) => EmitResults(writer, context.Unit));

    private static void EmitQueries(SourceWriter writer, VectorUnit unit)
    {
        writer.Line("""
            // transposed[feature, query] = q[query, feature] of one head, a vector of queries and four features at a time. Columns past the last
            // query repeat it: they are computed but never read. The last step may read the features behind the head's; the transposed queries
            // have room for them.
            """);
        writer.Line(Kernel.RunsOverNumbers);
        using (writer.Block("private static void TransposeQueries(ref float q, int qRow, ref float transposed, int width, int queries, int headDim)"))
        {
            using (writer.Block("for (int query = 0; query < width; query += Lanes)"))
            {
                for (int lane = 0; lane < unit.Lanes; lane++)
                {
                    writer.Line($"ref float q{lane} = ref Unsafe.Add(ref q, (nint)Math.Min(query{(lane > 0 ? $" + {lane}" : "")}, queries - 1) * qRow);");
                }

                writer.Line("ref float target = ref Unsafe.Add(ref transposed, query);");
                using (writer.Block($"for (nuint feature = 0; feature < (nuint)headDim; feature += {Columns})"))
                {
                    Gather(writer, unit);
                    writer.Line();
                    Transpose(writer, unit);
                    for (int column = 0; column < Columns; column++)
                    {
                        writer.Line($"column{column}.StoreUnsafe(ref target{Rows(column, "width")});");
                    }

                    writer.Line($"target = ref Unsafe.Add(ref target, {Columns} * width);");
                }
            }
        }
    }

    private static void EmitResults(SourceWriter writer, VectorUnit unit)
    {
        writer.Line("""
            // context[query, feature] = results[feature, query] · factors[query] of one head, a vector of queries and four features at a time.
            // What is written behind the head's features or behind the last query is written again when its own turn comes, or lies in the
            // room that the context has there.
            """);
        writer.Line(Kernel.RunsOverNumbers);
        using (writer.Block("private static void TransposeResults(ref float results, ref float factors, ref float context, int contextRow, int width, int headDim)"))
        {
            using (writer.Block("for (int query = 0; query < width; query += Lanes)"))
            {
                writer.Line($"{unit.Type} factor = {unit.Vector}.LoadUnsafe(ref factors, (nuint)query);");
                writer.Line("ref float source = ref Unsafe.Add(ref results, query);");
                using (writer.Block($"for (nuint feature = 0; feature < (nuint)headDim; feature += {Columns})"))
                {
                    for (int row = 0; row < Columns; row++)
                    {
                        writer.Line($"{unit.Type} row{row} = {unit.Vector}.LoadUnsafe(ref source{Rows(row, "width")}) * factor;");
                    }

                    writer.Line();
                    Transpose(writer, unit);
                    for (int lane = 0; lane < unit.Lanes; lane++)
                    {
                        writer.Line($"{Quarter($"column{lane % Columns}", lane / Columns, unit)}.StoreUnsafe(ref Unsafe.Add(ref context, {Offset(lane)}feature));");
                    }

                    writer.Line($"source = ref Unsafe.Add(ref source, {Columns} * width);");
                }

                writer.Line($"context = ref Unsafe.Add(ref context, (nint)Lanes * contextRow);");
            }
        }

        static string Offset(int lane) => lane switch { 0 => "", 1 => "(nuint)contextRow + ", _ => $"({lane} * (nuint)contextRow) + " };
    }

    /// <summary>A 128-bit part of a vector.</summary>
    private static string Quarter(string name, int index, VectorUnit unit)
    {
        string half = unit.Lanes < 16 ? name : $"{name}.Get{Half(index / 2)}()";
        return unit.Lanes < 8 ? half : $"{half}.Get{Half(index % 2)}()";

        static string Half(int upper) => upper == 0 ? "Lower" : "Upper";
    }

    private static string Rows(int row, string width) => row switch { 0 => "", 1 => $", (nuint){width}", _ => $", {row} * (nuint){width}" };

    /// <summary>Four rows a vector apart go in one register, so that a 4×4 transposition within each 128-bit lane leaves queries in order.</summary>
    private static void Gather(SourceWriter writer, VectorUnit unit)
    {
        for (int row = 0; row < Columns; row++)
        {
            string[] quarters = Enumerable.Range(0, unit.Lanes / Columns).Select(lane => $"Vector128.LoadUnsafe(ref q{row + (Columns * lane)}, feature)").ToArray();
            string rows = quarters.Length switch
            {
                1 => quarters[0],
                2 => $"Vector256.Create({quarters[0]}, {quarters[1]})",
                _ => $"Vector512.Create(\n    Vector256.Create({quarters[0]}, {quarters[1]}),\n    Vector256.Create({quarters[2]}, {quarters[3]}))",
            };
            writer.Line($"{unit.Type} row{row} = {rows};");
        }
    }

    private static void Transpose(SourceWriter writer, VectorUnit unit) => writer.Line($$"""
        // Four by four within each 128-bit lane.
        {{unit.Type}} low01 = {{unit.UnpackLow("row0", "row1")}};
        {{unit.Type}} high01 = {{unit.UnpackHigh("row0", "row1")}};
        {{unit.Type}} low23 = {{unit.UnpackLow("row2", "row3")}};
        {{unit.Type}} high23 = {{unit.UnpackHigh("row2", "row3")}};
        {{unit.Type}} column0 = {{unit.LowHalves("low01", "low23")}};
        {{unit.Type}} column1 = {{unit.HighHalves("low01", "low23")}};
        {{unit.Type}} column2 = {{unit.LowHalves("high01", "high23")}};
        {{unit.Type}} column3 = {{unit.HighHalves("high01", "high23")}};

        """);
}
