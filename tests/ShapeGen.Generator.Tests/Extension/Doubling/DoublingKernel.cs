using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Tests.Extension.Doubling;

internal static class DoublingKernel
{
    private static readonly Kernel Twice = new("Twice", [], (writer, _) => writer.Line("private static float Twice(float x) => x + x;"));

    public static readonly Kernel Kernel = new EntryKernel(
        "Double",
        "// y = 2 · x + shift",
        "ref float x, int xRow, ref float y, int yRow, ref float shift, ref float doubled, int rows, int width",
        [Twice],
        (writer, _) => writer.Line("""
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref doubled, i) = Twice(Unsafe.Add(ref x, (row * xRow) + i)) + Unsafe.Add(ref shift, i);
                }

                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref y, (row * yRow) + i) = Unsafe.Add(ref doubled, i);
                }
            }
            """));
}
