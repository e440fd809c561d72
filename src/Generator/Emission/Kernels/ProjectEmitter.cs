using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>Linear layers: panel by panel, so that a panel of weights stays in cache for all rows.</summary>
internal static class ProjectEmitter
{
    public static void Project(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("/// <summary>C[rows, columns] = (C +) A[rows, depth] · Wᵀ + bias, with W packed in panels.</summary>");
        using (writer.Block($"private static void Project(ref float a, nint aRow, nint aStep, ref float weight, ref float bias, ref float c, nint cRow, int rows, int columns, int depth, bool add{RaggedParameter(plan)})"))
        {
            Panels(writer, plan, "depth", () => Multiply(writer, plan, "a", "aRow", "aStep", "Unsafe.Add(ref c, column)", "rows", "depth"));
        }
    }

    public static void ProjectContext(SourceWriter writer, BodyPlan plan, ContextLinearStage stage)
    {
        string rowsOf = stage.Source.Title + "Rows";
        writer.Line("/// <summary>C[sequences · tokens, columns] = (C +) context · Wᵀ + bias, where the context is transposed by blocks of queries.</summary>");
        using (writer.Block($"private static void ProjectContext(ref float context, ref float weight, ref float bias, ref float c, nint cRow, int sequences, int tokens, int columns, bool add{RaggedParameter(plan)})"))
        {
            Panels(writer, plan, "Embed", () =>
            {
                writer.Line("ref float queries = ref context;");
                writer.Line("ref float target = ref Unsafe.Add(ref c, column);");
                using (writer.Block("for (int sequence = 0; sequence < sequences; sequence++)"))
                {
                    using (writer.Block("for (int first = 0; first < tokens; first += PanelWidth)"))
                    {
                        writer.Line("int count = Math.Min(PanelWidth, tokens - first);");
                        writer.Line("int stride = DivideUp(count, Lanes) * Lanes;");
                        Multiply(writer, plan, "queries", "1", "stride", "target", "count", "Embed");
                        writer.Line($"queries = ref Unsafe.Add(ref queries, (nint)stride * {rowsOf});");
                        writer.Line("target = ref Unsafe.Add(ref target, count * cRow);");
                    }
                }
            });
        }
    }

    private static void Panels(SourceWriter writer, BodyPlan plan, string depth, Action multiply)
    {
        using (writer.Block("for (int column = 0; column < columns; column += PanelWidth)"))
        {
            writer.Line($"int vectors = Math.Min({VectorUnit.PanelVectors}, DivideUp(columns - column, Lanes));");
            writer.Line($"ref float panel = ref Unsafe.Add(ref weight, (nint)column * {depth});");
            writer.Line("ref float start = ref Unsafe.Add(ref bias, column);");
            multiply();
        }
    }

    private static void Multiply(SourceWriter writer, BodyPlan plan, string a, string aRow, string aStep, string c, string rows, string depth)
    {
        string arguments = $"ref {a}, {aRow}, {aStep}, ref panel, ref start, ref {c}, cRow, {rows}, vectors, {depth}, add";
        if (!plan.HasRagged)
        {
            writer.Line($"MultiplyPanel({arguments});");
            return;
        }

        using (writer.Block("if (columns - column >= vectors * Lanes)"))
        {
            writer.Line($"MultiplyPanel({arguments});");
        }

        using (writer.Block("else"))
        {
            writer.Line($"MultiplyRagged({arguments}, columns - column, ref ragged);");
        }
    }

    private static string RaggedParameter(BodyPlan plan) => plan.HasRagged ? ", ref float ragged" : "";
}
