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
        List<string> members = Members(context);
        Imports imports = new();
        members.ForEach(imports.AddUsed);

        SourceWriter writer = new();
        writer.Line(GeneratedFile.Header);
        writer.Line();
        using (writer.Block($"namespace {Namespace}"))
        {
            imports.Emit(writer);
            writer.Line();
            writer.Line($"// The kernels of this project's models for {unit.Title}.");
            using (writer.Block($"internal static class {ClassName(unit)}"))
            {
                bool isFirst = true;
                foreach (string member in members)
                {
                    if (!isFirst)
                    {
                        writer.Line();
                    }

                    isFirst = false;
                    writer.Written(member);
                }
            }
        }

        return new($"ShapeGen.Kernels.{unit.Name}.g.cs", writer.ToString());
    }

    /// <summary>The text of each member, with its indent. One string of all would be large, and large strings make the collector's work.</summary>
    private static List<string> Members(KernelContext context)
    {
        const int Indent = 2;
        SourceWriter constants = new(Indent);
        constants.Line($$"""
            // Floats of a vector.
            private const int Lanes = {{context.Unit.Lanes}};

            // Columns of a packed panel.
            private const int PanelWidth = {{context.Unit.PanelWidth}};

            // Rows of the tallest tile of a whole panel.
            private const int TileRows = {{context.Unit.TileRows}};

            // Rows of the tallest tile of one vector.
            private const int NarrowTileRows = {{VectorUnit.NarrowTileRows}};

            private static int DivideUp(int value, int divisor) => ((value - 1) / divisor) + 1;
            """);
        List<string> members = [constants.ToString()];
        foreach (Kernel kernel in context.Kernels)
        {
            if (kernel.IsEmittedFor(context.Unit))
            {
                SourceWriter writer = new(Indent);
                kernel.Emit(writer, context);
                members.Add(writer.ToString());
            }
        }

        return members;
    }
}
