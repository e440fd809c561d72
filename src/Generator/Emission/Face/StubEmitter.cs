using ShapeGen.Generator.Common;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>
/// The public face of a class that has an error: it compiles, so that the error stands alone and not before one for each use of a missing
/// member. It throws the error if it is ever run.
/// </summary>
internal static class StubEmitter
{
    private const string Comment = "/// <summary>Not generated: see the error on the class.</summary>";

    public static string Emit(ModuleDeclaration declaration)
    {
        SourceWriter writer = new();
        TypeDeclaration type = declaration.Type;
        string error = $"=> throw new global::System.InvalidOperationException({Literals.String(declaration.Error ?? "The model was not generated.")});";
        HashSet<string> omitted = new(declaration.Omitted, StringComparer.Ordinal);

        writer.Line(GeneratedFile.Notice);
        writer.Line();
        writer.Line("// A base class may have the same members, if it is a model too.");
        writer.Line("#pragma warning disable CS0108");
        writer.Line();
        ModuleEmitter.InType(writer, type, FaceMembers.Bases(declaration.Form), () => Documentation(writer, type), () =>
        {
            if (declaration.StubConstructor is { } constructor)
            {
                writer.Line(Comment);
                writer.Line(constructor + "\n{\n}");
                writer.Line();
            }

            foreach (FaceMember member in FaceMembers.Of(ModuleKind.Named(declaration.Kind), type.Name, declaration.Form, declaration.Embedded)
                .Where(member => (member.IsPublic || member.IsExplicit) && !omitted.Contains(member.Key) && !omitted.Contains(member.Name)))
            {
                writer.Line(Comment);
                writer.Line($"{member.Declaration} {member.StubBody ?? error}");
                writer.Line();
            }
        });
        return writer.ToString();
    }

    private static void Documentation(SourceWriter writer, TypeDeclaration type)
    {
        if (!type.Documented)
        {
            writer.Line(Comment);
        }
    }
}
