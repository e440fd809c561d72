using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The kernels of a project for one instruction set: what all its models share, each written once.</summary>
internal static class KernelFileEmitter
{
    public const string Namespace = "ShapeGen.__Kernels";

    /// <summary>Characters that most kernels have at most: one piece of memory for all of them, small enough for the collector's youngest.</summary>
    private const int LargestKernel = 32 * 1024;

    public static string ClassName(VectorUnit unit) => unit.Name + "Kernels";

    public static GeneratedFile Emit(VectorUnit unit, IEnumerable<Kernel> kernels)
    {
        KernelContext context = new(unit, Kernel.WithAllUsed(kernels));
        SourceWriter writer = new(capacity: LargestKernel);
        Imports imports = new();
        List<string> parts = [];
        writer.Line(GeneratedFile.Header);
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        {
            // What is imported is known once the members are there.
            string head = writer.Take();
            writer.Line();
            writer.Line($"// The kernels of this project's models for {unit.Title}.");
            using (writer.Block($"internal static class {ClassName(unit)}"))
            {
                Constants(writer, unit);
                Add();
                foreach (Kernel kernel in context.Kernels)
                {
                    if (kernel.IsEmittedFor(unit))
                    {
                        writer.Line();
                        kernel.Emit(writer, context);
                        Add();
                    }
                }
            }

            string end = writer.Take();
            imports.Emit(writer);
            parts.Insert(0, head + writer.Take());
            parts.Add(end);
        }

        parts.Add(writer.Take());

        // Joined once, and as an array, whose length is known: what grows while it joins takes four times the memory, in pieces that are the collector's work.
        return new($"ShapeGen.Kernels.{unit.Name}.g.cs", string.Concat(parts.ToArray()));

        void Add()
        {
            string part = writer.Take();
            imports.AddUsed(part);
            parts.Add(part);
        }
    }

    private static void Constants(SourceWriter writer, VectorUnit unit) => writer.Line($$"""
        // Floats of a vector.
        private const int Lanes = {{unit.Lanes}};

        // Columns of a packed panel.
        private const int PanelWidth = {{unit.PanelWidth}};

        // Rows of the tallest tile of a whole panel.
        private const int TileRows = {{unit.TileRows}};

        // Rows of the tallest tile of one vector.
        private const int NarrowTileRows = {{VectorUnit.NarrowTileRows}};

        private static int DivideUp(int value, int divisor) => ((value - 1) / divisor) + 1;
        """);
}
