using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The places that choose a body. The JIT and the AOT compiler know which instruction sets there are, and keep one branch.</summary>
internal static class FaceChoice
{
    private const string Intrinsics = "global::System.Runtime.Intrinsics.X86.";

    /// <summary>The methods that choose, which have the names of the hooks without a body's.</summary>
    public static IEnumerable<FaceMember> Members(CallForm form) => Hooks("", form);

    /// <summary>What the file of a body adds to the user's class.</summary>
    /// <param name="body">The body's name; empty for the methods that choose.</param>
    /// <param name="form">What the model's calls look like.</param>
    public static IEnumerable<FaceMember> Hooks(string body, CallForm form) =>
    [
        .. RunParameters(form).Select(parameters => Hook(body, "Run", "private void", "", parameters.ToArray())),
        Hook(body, "ScratchFloats", "private static long", "return ", new FaceParameter(FaceType.Call, "call")),
        Hook(body, "Layout", $"private static global::ShapeGen.Runtime.ParameterLayout[]", "return ", new FaceParameter(FaceType.OutInteger, "length")),
        new() { Name = "StageTimes" + body },
    ];

    /// <summary>The parameters of <c>Run</c>, of each of its forms.</summary>
    public static IEnumerable<IReadOnlyList<FaceParameter>> RunParameters(CallForm form)
    {
        FaceParameter[] rest = [new(FaceType.Floats, "output"), new(FaceType.Floats, "scratch"), new(FaceType.Call, "call")];
        FaceParameter floats = new(FaceType.Inputs, "input");
        return form.Input switch
        {
            InputForm.Rows or InputForm.Features or InputForm.Pixels => [[floats, .. rest]],
            InputForm.RowsAndMemory => [[floats, new(FaceType.Inputs, "memory"), .. rest]],
            InputForm.Ids or InputForm.IdsAndTypes => [[new(FaceType.Ids, "ids"), new(FaceType.Ids, "types"), .. rest]],
            InputForm.PixelsOrBytes => [[floats, .. rest], [new(FaceType.Bytes, "input"), .. rest]],
            _ => throw new InvalidOperationException($"No arguments are known for {form.Input}."),
        };
    }

    public static string Qualify(string guard) => string.Join(" && ", guard.Split([" && "], StringSplitOptions.None).Select(check => Intrinsics + check));

    /// <summary>A block that runs the statement of the body that this machine runs.</summary>
    public static string Choose(Func<VectorUnit, string> statement)
    {
        SourceWriter writer = new();
        using (writer.Block(null))
        {
            string keyword = "if";
            foreach (VectorUnit unit in VectorUnit.All)
            {
                using (writer.Block(unit.Guard is null ? "else" : $"{keyword} ({Qualify(unit.Guard)})"))
                {
                    writer.Line(statement(unit));
                }

                keyword = "else if";
            }
        }

        return writer.ToString().TrimEnd('\n');
    }

    private static FaceMember Hook(string body, string name, string head, string result, params FaceParameter[] parameters)
    {
        string arguments = string.Join(", ", parameters.Select(parameter => parameter.Type == FaceType.OutInteger ? "out " + parameter.Name : parameter.Name));
        return new()
        {
            Name = name + body,
            Head = body.Length == 0 ? head : "",
            Parameters = parameters,
            Body = _ => Choose(unit => $"{result}{name}{unit.Name}({arguments});"),
        };
    }
}
