using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>Copies rows from the caller's memory.</summary>
internal static class CopyEmitter
{
    public static string Method(CopyStage copy) => $"Copy{copy.Source.Title}To{copy.Target.Title}";

    public static void Emit(SourceWriter writer, CopyStage copy)
    {
        int width = copy.Source.Width;
        if (copy.Source.Stride == copy.Target.Stride)
        {
            writer.Line($$"""
                // Copies rows that are as long there as here; nothing to do where both are the same memory.
                private static void {{Method(copy)}}(ref float source, ref float target, int rows)
                {
                    if (!Unsafe.AreSame(ref source, ref target))
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref source, rows * {{width}}).CopyTo(MemoryMarshal.CreateSpan(ref target, rows * {{width}}));
                    }
                }
                """);
            return;
        }

        writer.Line($$"""
            // Copies rows to where they begin on a vector's boundary.
            private static void {{Method(copy)}}(ref float source, ref float target, int rows)
            {
                for (; rows > 0; rows--)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref source, {{width}}).CopyTo(MemoryMarshal.CreateSpan(ref target, {{width}}));
                    source = ref Unsafe.Add(ref source, {{copy.Source.Title}}Stride);
                    target = ref Unsafe.Add(ref target, {{copy.Target.Title}}Stride);
                }
            }
            """);
    }
}
