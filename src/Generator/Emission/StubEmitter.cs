using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Emission;

/// <summary>
/// The public face of a class that has an error: it compiles, so that the error stands alone and not before one for each use of a missing
/// member. It throws the error if it is ever run.
/// </summary>
internal static class StubEmitter
{
    private const string Inputs = FaceEmitter.Inputs;
    private const string Floats = FaceEmitter.Floats;

    public static string Emit(ModuleDeclaration declaration)
    {
        SourceWriter writer = new();
        TypeDeclaration type = declaration.Type;
        string error = $"new global::System.InvalidOperationException({Literals.String(declaration.Error ?? "The model was not generated.")})";
        HashSet<string> omitted = new(declaration.Omitted, StringComparer.Ordinal);
        ModuleKind kind = ModuleKind.All.First(candidate => candidate.Name == declaration.Kind);

        writer.Line(GeneratedFile.Header);
        writer.Line();
        ModuleEmitter.InType(writer, type, () => Documentation(writer, type), () =>
        {
            // Each another number, so that a switch over them compiles.
            int value = 1;
            foreach (string constant in kind.Constants.Append("Tokens"))
            {
                Member(constant, $"public const int {constant} = {Literals.Integer(value++)};");
            }

            if (declaration.StubConstructor is { } constructor)
            {
                Member(".ctor", constructor + "\n{\n}");
            }

            Member("ParameterCount", "public const long ParameterCount = 0;");
            Member("InstructionSet", $"public static global::ShapeGen.InstructionSet InstructionSet => throw {error};");
            Method("Load", $"public static {type.Name} Load(string path) => throw {error};", "string");
            Method("Load", $"public static {type.Name} Load(global::ShapeGen.SafetensorsFile file, string prefix = \"\") => throw {error};", "SafetensorsFile", "string");
            Method("Load", $"public static {type.Name} Load(global::System.ReadOnlySpan<byte> bytes, string prefix = \"\") => throw {error};", "ReadOnlySpan<byte>", "string");
            Method("CreateRandom", $"public static {type.Name} CreateRandom(int seed) => throw {error};", "int");
            Member("Threads", $"public int Threads => throw {error};");
            Method("WithThreads", $"public {type.Name} WithThreads(int threads) => throw {error};", "int");
            Method("ScratchLength", $"public static int ScratchLength(int tokens, int threads = 1) => throw {error};", "int", "int");
            Method("Forward", $"public void Forward({Inputs} input, {Floats} output, int batch) => throw {error};", "ReadOnlySpan<float>", "Span<float>", "int");
            Method("Forward", $"public void Forward({Inputs} input, {Floats} output, int batch = 1, int threads = 0) => throw {error};", "ReadOnlySpan<float>", "Span<float>", "int", "int");
            Method("Forward", $"public void Forward({Inputs} input, {Floats} output, {Floats} scratch, int batch) => throw {error};", "ReadOnlySpan<float>", "Span<float>", "Span<float>", "int");
            Method("Forward", $"public void Forward({Inputs} input, {Floats} output, {Floats} scratch, int batch = 1, int threads = 0) => throw {error};", "ReadOnlySpan<float>", "Span<float>", "Span<float>", "int", "int");
        });
        return writer.ToString();

        void Member(string name, string text)
        {
            if (!omitted.Contains(name))
            {
                writer.Line("/// <summary>Not generated: see the error on the class.</summary>");
                writer.Line(text);
                writer.Line();
            }
        }

        void Method(string name, string text, params string[] parameters)
        {
            if (!omitted.Contains(name))
            {
                Member(MemberRules.Signature(name, parameters), text);
            }
        }
    }

    private static void Documentation(SourceWriter writer, TypeDeclaration type)
    {
        if (!type.Documented)
        {
            writer.Line("/// <summary>Not generated: see the error on the class.</summary>");
        }
    }
}
