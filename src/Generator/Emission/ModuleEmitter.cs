using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The last stage: from a declaration, through its graph and plans, to the files of the model.</summary>
internal static class ModuleEmitter
{
    public static IEnumerable<GeneratedFile> Emit(ModuleDeclaration declaration, bool stageTimes)
    {
        TypeDeclaration type = declaration.Type;
        if (declaration.Shape is not { } shape)
        {
            return [new($"{type.FileStem}.g.cs", StubEmitter.Emit(declaration))];
        }

        ModuleGraph graph = ModuleGraph.Build(shape);
        return
        [
            new($"{type.FileStem}.g.cs", FaceEmitter.Emit(type, graph, stageTimes)),
            .. VectorUnit.All.Select(unit => new GeneratedFile(
                $"{type.FileStem}.{unit.Name}.g.cs", BodyEmitter.Emit(type, Planner.Plan(graph, unit), stageTimes))),
        ];
    }

    /// <summary>Writes <paramref name="members"/> inside the user's type, in its namespace and its containing types.</summary>
    public static void InType(SourceWriter writer, TypeDeclaration type, Action documentation, Action members)
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
            using (writer.Block($"partial {type.Keyword} {type.Name}"))
            {
                members();
            }
        }
    }
}
