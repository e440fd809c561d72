using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission.Face;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The last stage: from a declaration, through its graph and plans, to the files of the model.</summary>
internal static class ModuleEmitter
{
    public static GeneratedCode Emit(ModuleDeclaration declaration, bool stageTimes)
    {
        TypeDeclaration type = declaration.Type;
        if (declaration.Shape is not { } shape)
        {
            return new(new([new GeneratedFile($"{type.FileStem}.g.cs", StubEmitter.Emit(declaration))]), new([]));
        }

        PlanSet plans = Plans(declaration, shape);
        GeneratedFile[] files =
        [
            Face(declaration, plans, stageTimes),
            new($"{type.FileStem}.Body.g.cs", BodyEmitter.Emit(type, plans, stageTimes)),
        ];
        return new(new(files), new(plans.Any.Kernels));
    }

    /// <summary>What a class gets without the body that its members call: to see whether the compiler takes it.</summary>
    public static GeneratedCode EmitFace(ModuleDeclaration declaration, bool stageTimes) => declaration.Shape is { } shape
        ? new(new([Face(declaration, Plans(declaration, shape), stageTimes)]), new([]))
        : Emit(declaration, stageTimes);

    private static PlanSet Plans(ModuleDeclaration declaration, ModuleShape shape) => PlanSet.Of(shape.BuildGraph(), declaration.Form.IsTraced);

    private static GeneratedFile Face(ModuleDeclaration declaration, PlanSet plans, bool stageTimes) =>
        new($"{declaration.Type.FileStem}.g.cs", FaceEmitter.Emit(declaration, plans.All, stageTimes));

    /// <summary>Writes <paramref name="members"/> inside the user's type, in its namespace and its containing types.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="type">The user's type.</param>
    /// <param name="bases">What the part adds to its bases: <c> : IModel</c>, or nothing.</param>
    /// <param name="documentation">Writes the doc comment.</param>
    /// <param name="members">Writes the members.</param>
    public static void InType(SourceWriter writer, TypeDeclaration type, string bases, Action documentation, Action members)
    {
        if (type.Namespace.Length > 0)
        {
            using (writer.Block($"namespace {type.Namespace}"))
            {
                Nested(0);
            }
        }
        else
        {
            Nested(0);
        }

        void Nested(int depth)
        {
            if (depth < type.ContainingTypes.Count)
            {
                using (writer.Block(type.ContainingTypes[depth]))
                {
                    Nested(depth + 1);
                }

                return;
            }

            documentation();
            using (writer.Block($"partial {type.Keyword} {type.Name}{bases}"))
            {
                members();
            }
        }
    }
}

/// <summary>What one model adds to its project: files of its own, and kernels that it shares with other models.</summary>
internal sealed record GeneratedCode(EquatableArray<GeneratedFile> Files, EquatableArray<Kernel> Kernels);
