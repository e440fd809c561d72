using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>
/// Linear layers: panel by panel, so that a panel of weights stays in cache for all rows. A variant for each activation that follows, and
/// for results that end on the caller's rows.
/// </summary>
internal static class ProjectKernel
{
    public static Kernel Of(ElementwiseFunction? activation, bool isRagged)
    {
        string name = $"Project{activation?.Name}{(isRagged ? "Ragged" : "")}";
        List<Kernel> uses = [PanelKernels.MultiplyPanel];
        if (isRagged)
        {
            uses.Add(RaggedKernel.Of(activation));
        }

        if (activation is not null)
        {
            uses.Add(activation.Kernel);
        }

        string product = "A[rows, depth] · Wᵀ + bias";
        return new EntryKernel(
            name,
            $"// C[rows, columns] = {(activation is null ? "(C +) " + product : activation.Of(product))}, with W packed in panels.",
            $"in Part part, ref float a, nint aRow, ref float weight, ref float bias, ref float c, nint cRow, int rows, int columns, int depth{(activation is null ? ", bool add" : "")}{(isRagged ? ", ref float ragged" : "")}",
            uses,
            (writer, _) => Emit(writer, activation, isRagged));
    }

    private static void Emit(SourceWriter writer, ElementwiseFunction? activation, bool isRagged)
    {
        writer.Line("part.Take(columns, PanelWidth, out int column, out int end);");
        using (writer.Block("for (; column < end; column += PanelWidth)"))
        {
            writer.Line($$"""
                int vectors = Math.Min({{VectorUnit.PanelVectors}}, DivideUp(columns - column, Lanes));
                ref float panel = ref Unsafe.Add(ref weight, (nint)column * depth);
                ref float start = ref Unsafe.Add(ref bias, column);
                ref float target = ref Unsafe.Add(ref c, column);
                """);
            Multiply(writer, activation, isRagged);
        }
    }

    private static void Multiply(SourceWriter writer, ElementwiseFunction? activation, bool isRagged)
    {
        string arguments = $"ref a, aRow, aStep: 1, ref panel, ref start, ref target, cRow, rows, vectors, depth, {(activation is null ? "add" : "add: false")}";
        if (!isRagged)
        {
            Whole();
            return;
        }

        using (writer.Block("if (columns - column >= vectors * Lanes)"))
        {
            Whole();
        }

        using (writer.Block("else"))
        {
            writer.Line($"{RaggedKernel.Of(activation)}({arguments}, columns - column, ref ragged);");
        }

        void Whole()
        {
            writer.Line($"MultiplyPanel({arguments}, prefetch: true);");
            if (activation is not null)
            {
                writer.Line($"{activation.Kernel}(ref target, (int)cRow, rows, vectors * Lanes);");
            }
        }
    }
}
