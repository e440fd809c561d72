using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>
/// A linear layer and its gate. A panel of the gate goes to scratch that stays in cache; the same panel of the layer goes to its place, and
/// there one pass multiplies it with the activated gate.
/// </summary>
internal static class GatedKernel
{
    public static Kernel Of(ElementwiseFunction activation)
    {
        string name = $"ProjectGated{activation.Name}";
        return new EntryKernel(
            name,
            $"// C[rows, columns] = {activation.Of("A[rows, depth] · Wgᵀ + gateBias")} ⊙ (A · Wᵀ + bias), with Wg and W packed in panels; gates is scratch [rows, PanelWidth].",
            "in Part part, ref float a, nint aRow, ref float gateWeight, ref float gateBias, ref float weight, ref float bias, ref float c, nint cRow, ref float gates, int rows, int columns, int depth",
            [PanelKernels.MultiplyPanel, activation.GateKernel],
            (writer, _) => Emit(writer, activation));
    }

    private static void Emit(SourceWriter writer, ElementwiseFunction activation)
    {
        writer.Line("part.Take(columns, PanelWidth, out int column, out int end);");
        using (writer.Block("for (; column < end; column += PanelWidth)"))
        {
            writer.Line($$"""
                int vectors = Math.Min({{VectorUnit.PanelVectors}}, DivideUp(columns - column, Lanes));
                nint start = (nint)column * depth;
                ref float target = ref Unsafe.Add(ref c, column);

                // Each product prefetches the next panel of its own matrix, which is wanted after a panel of the other one.
                MultiplyPanel(ref a, aRow, aStep: 1, ref Unsafe.Add(ref gateWeight, start), ref Unsafe.Add(ref gateBias, column), ref gates, PanelWidth, rows, vectors, depth, add: false, prefetch: true);
                MultiplyPanel(ref a, aRow, aStep: 1, ref Unsafe.Add(ref weight, start), ref Unsafe.Add(ref bias, column), ref target, cRow, rows, vectors, depth, add: false, prefetch: true);
                {{activation.GateKernel.Key}}(ref gates, PanelWidth, ref target, (int)cRow, rows, vectors * Lanes);
                """);
        }
    }
}
