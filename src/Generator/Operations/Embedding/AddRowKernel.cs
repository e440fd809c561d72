using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Operations.Embedding;

/// <summary>x += row, for rows of any width.</summary>
internal static class AddRowKernel
{
    public static readonly Kernel Kernel = new("AddRow", [], (writer, context) => writer.Line($$"""
        // Adds one row to another.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddRow(ref float source, ref float target, int width)
        {
            int i = 0;
            for (; i <= width - Lanes; i += Lanes)
            {
                ({{context.Unit.Vector}}.LoadUnsafe(ref target, (nuint)i) + {{context.Unit.Vector}}.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
            }

            for (; i < width; i++)
            {
                Unsafe.Add(ref target, i) += Unsafe.Add(ref source, i);
            }
        }
        """));
}
