using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>Products whose rows end where the caller's do, in the middle of a vector: by way of a tile in scratch.</summary>
internal static class RaggedKernel
{
    private static readonly Kernel StoreColumns = new("StoreColumns", [], (writer, _) => writer.Line("""
        // c = (c +) the first columns of a row.
        private static void StoreColumns(ref float row, ref float c, int columns, bool add)
        {
            int i = 0;
            for (; i <= columns - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128<float> sum = Vector128.LoadUnsafe(ref row, (nuint)i);
                if (add)
                {
                    sum += Vector128.LoadUnsafe(ref c, (nuint)i);
                }

                sum.StoreUnsafe(ref c, (nuint)i);
            }

            for (; i < columns; i++)
            {
                Unsafe.Add(ref c, i) = Unsafe.Add(ref row, i) + (add ? Unsafe.Add(ref c, i) : 0);
            }
        }
        """));

    public static Kernel Of(ElementwiseFunction? activation)
    {
        string name = $"MultiplyRagged{activation?.Name}";
        List<Kernel> uses = [PanelKernels.MultiplyPanel, StoreColumns];
        if (activation is not null)
        {
            uses.Add(activation.Kernel);
        }

        return new(name, uses, (writer, _) => Emit(writer, name, activation));
    }

    private static void Emit(SourceWriter writer, string name, ElementwiseFunction? activation)
    {
        writer.Line("// As MultiplyPanel, for rows that end after the first columns of the panel. A tile goes through scratch, ragged [tile's rows, PanelWidth].");
        using (writer.Block($"private static void {name}({PanelKernels.Parameters}, int columns, ref float ragged)"))
        {
            PanelKernels.Cut(writer);
            using (writer.Block("for (int tile = 0; tile < tiles; tile++)"))
            {
                writer.Line("""
                    int tileRows = tile < taller ? height + 1 : height;
                    MultiplyPanel(ref a, aRow, aStep, ref panel, ref bias, ref ragged, PanelWidth, tileRows, vectors, depth, add: false, prefetch: false);
                    """);
                if (activation is not null)
                {
                    writer.Line($"{activation.Kernel}(ref ragged, PanelWidth, tileRows, vectors * Lanes);");
                }

                writer.Line("""
                    for (int row = 0; row < tileRows; row++)
                    {
                        StoreColumns(ref Unsafe.Add(ref ragged, row * PanelWidth), ref Unsafe.Add(ref c, row * cRow), columns, add);
                    }

                    a = ref Unsafe.Add(ref a, tileRows * aRow);
                    c = ref Unsafe.Add(ref c, tileRows * cRow);
                    """);
            }
        }
    }
}
