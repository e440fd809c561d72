using ShapeGen.Generator.Common;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Emission;

/// <summary>The kernels of a project, each written once for all its models: a file with what bodies know of them, and one for each instruction set.</summary>
internal static class KernelFileEmitter
{
    public const string Namespace = "ShapeGen.__Kernels";

    /// <summary>The interface of the kernels that bodies call. A body has a type parameter of it.</summary>
    public const string Interface = "IKernels";

    /// <summary>The full name of an instruction set's kernels.</summary>
    public static string FullName(VectorUnit unit) => $"global::{Namespace}.{Name(unit)}";

    /// <param name="kernels">The kernels that models need, without those that they use; none where there is no model.</param>
    public static IReadOnlyList<GeneratedFile> Emit(IEnumerable<Kernel> kernels)
    {
        IReadOnlyList<Kernel> all = Kernel.WithAllUsed(kernels);
        return all.Count == 0 ? [] : [Common(all), .. VectorUnit.All.Select(unit => OfUnit(new(unit, all)))];
    }

    private static string Name(VectorUnit unit) => unit.Name + "Kernels";

    private static GeneratedFile Common(IReadOnlyList<Kernel> kernels) => File("ShapeGen.Kernels.g.cs", writer =>
    {
        writer.Line("// What the models of this project call, in the form of the instruction set that the machine has.");
        using (writer.Block($"internal interface {Interface}"))
        {
            writer.Line("// Floats of a vector.");
            writer.Line("static abstract int Lanes { get; }");
            foreach (EntryKernel kernel in kernels.OfType<EntryKernel>())
            {
                writer.Line();
                writer.Line($"static abstract {kernel.Declaration};");
            }
        }

        foreach (SharedCode code in kernels.OfType<SharedCode>())
        {
            writer.Line();
            code.Emit(writer);
        }
    });

    private static GeneratedFile OfUnit(KernelContext context) => File($"ShapeGen.Kernels.{context.Unit.Name}.g.cs", writer =>
    {
        writer.Line($"// The kernels of this project's models for {context.Unit.Title}.");
        using (writer.Block($"internal readonly struct {Name(context.Unit)} : {Interface}"))
        {
            Constants(writer, context.Unit);
            foreach (Kernel kernel in context.Kernels.Where(kernel => kernel.IsEmittedFor(context.Unit)))
            {
                writer.Line();
                kernel.Emit(writer, context);
            }
        }
    });

    private static GeneratedFile File(string name, Action<SourceWriter> emit)
    {
        SourceWriter writer = new();
        writer.Line(GeneratedFile.Header);
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        {
            SourceWriter content = new(writer.Indent);
            emit(content);
            string text = content.ToString();
            Imports imports = new();
            imports.AddUsed(text);
            imports.Emit(writer);
            writer.Line();
            writer.Written(text);
        }

        return new(name, writer.ToString());
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

        static int {{Interface}}.Lanes => Lanes;

        private static int DivideUp(int value, int divisor) => ((value - 1) / divisor) + 1;
        """);
}
