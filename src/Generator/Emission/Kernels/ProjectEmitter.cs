using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>
/// Linear layers: panel by panel, so that a panel of weights stays in cache for all rows. A variant for each activation that follows, and
/// for results that end on the caller's rows.
/// </summary>
internal static class ProjectEmitter
{
    public static string Method(LinearStage stage) => $"Project{stage.Activation?.Kind.ToString()}{(stage.Ragged is null ? "" : "Ragged")}";

    public static void Emit(SourceWriter writer, LinearStage stage)
    {
        string function = stage.Activation is { } activation ? activation.FunctionName + "(" : "";
        writer.Line($"// C[rows, columns] = {(function.Length > 0 ? function : "(C +) ")}A[rows, depth] · Wᵀ + bias{(function.Length > 0 ? ")" : "")}, with W packed in panels.");
        using (writer.Block($"private static void {Method(stage)}(ref float a, nint aRow, ref float weight, ref float bias, ref float c, nint cRow, int rows, int columns, int depth{(stage.Activation is null ? ", bool add" : "")}{(stage.Ragged is null ? "" : ", ref float ragged")})"))
        {
            using (writer.Block("for (int column = 0; column < columns; column += PanelWidth)"))
            {
                writer.Line($$"""
                    int vectors = Math.Min({{VectorUnit.PanelVectors}}, DivideUp(columns - column, Lanes));
                    ref float panel = ref Unsafe.Add(ref weight, (nint)column * depth);
                    ref float start = ref Unsafe.Add(ref bias, column);
                    ref float target = ref Unsafe.Add(ref c, column);
                    """);
                Multiply(writer, stage);
                if (stage.Activation is { } after)
                {
                    writer.Line($"{after.Kind}(ref target, (int)cRow, rows, (nuint)(vectors * Lanes));");
                }
            }
        }
    }

    private static void Multiply(SourceWriter writer, LinearStage stage)
    {
        string arguments = $"ref a, aRow, aStep: 1, ref panel, ref start, ref target, cRow, rows, vectors, depth, {(stage.Activation is null ? "add" : "add: false")}";
        if (stage.Ragged is null)
        {
            writer.Line($"MultiplyPanel({arguments}, ahead: true);");
            return;
        }

        using (writer.Block("if (columns - column >= vectors * Lanes)"))
        {
            writer.Line($"MultiplyPanel({arguments}, ahead: true);");
        }

        using (writer.Block("else"))
        {
            writer.Line($"MultiplyRagged({arguments}, columns - column, ref ragged);");
        }
    }
}
