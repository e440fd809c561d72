using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The kernels of a project for one instruction set: what all its models share, each written once.</summary>
internal static class KernelFileEmitter
{
    public const string Namespace = "ShapeGen.__Kernels";

    public static string ClassName(VectorUnit unit) => unit.Name + "Kernels";

    public static GeneratedFile Emit(VectorUnit unit, IEnumerable<Kernel> kernels)
    {
        KernelContext context = new(unit, Kernel.WithAllUsed(kernels));
        SourceWriter writer = new();
        writer.Line(GeneratedFile.Header);
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        {
            SourceWriter kernelClass = Class(context);
            Imports.Emit(writer, kernelClass.ToString());
            writer.Line();
            writer.Lines(kernelClass);
        }

        return new($"ShapeGen.Kernels.{unit.Name}.g.cs", writer.ToString());
    }

    private static SourceWriter Class(KernelContext context)
    {
        VectorUnit unit = context.Unit;
        SourceWriter writer = new();
        writer.Line($"// The kernels of this project's models for {unit.Title}.");
        using (writer.Block($"internal static class {ClassName(unit)}"))
        {
            writer.Line($$"""
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
            foreach (Kernel kernel in context.Kernels.Where(kernel => kernel.IsEmittedFor(unit)))
            {
                writer.Line();
                kernel.Emit(writer, context);
            }
        }

        return writer;
    }
}
