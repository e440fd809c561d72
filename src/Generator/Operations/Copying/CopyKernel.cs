using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Operations.Copying;

/// <summary>Copies rows.</summary>
internal static class CopyKernel
{
    public static readonly Kernel Kernel = new EntryKernel(
        "CopyRows",
        "// Copies rows; nothing to do where both are the same memory.",
        "ref float source, int sourceRow, ref float target, int targetRow, int rows, int width",
        [],
        (writer, _) => writer.Line("""
            if (Unsafe.AreSame(ref source, ref target))
            {
                return;
            }

            if (sourceRow == width && targetRow == width)
            {
                width *= rows;
                rows = 1;
            }

            for (; rows > 0; rows--)
            {
                MemoryMarshal.CreateReadOnlySpan(ref source, width).CopyTo(MemoryMarshal.CreateSpan(ref target, width));
                source = ref Unsafe.Add(ref source, sourceRow);
                target = ref Unsafe.Add(ref target, targetRow);
            }
            """));
}
