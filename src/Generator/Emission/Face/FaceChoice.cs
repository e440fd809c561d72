using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The places that choose a body. The JIT and the AOT compiler know which instruction sets there are, and keep one branch.</summary>
internal static class FaceChoice
{
    private const string Intrinsics = "global::System.Runtime.Intrinsics.X86.";

    /// <summary>The methods that choose. The file of the body has a generic one of each name, whose type argument is the kernels of an instruction set.</summary>
    public static IEnumerable<FaceMember> Members(CallForm form) =>
    [
        .. RunParameters(form).Select(parameters => Member("Run", "private void", "", [.. parameters])),
        Member("ScratchFloats", "private static long", "return ", new FaceParameter(FaceType.Call, "call")),
        Member("Layout", "private static global::ShapeGen.Runtime.ParameterLayout[]", "return ", new FaceParameter(FaceType.OutInteger, "length")),
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

    /// <summary>A block that calls a generic method with the kernels that this machine runs.</summary>
    /// <param name="result">What to do with the result: <c>return </c>, or nothing.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Choose(string result, string method, string arguments)
    {
        SourceWriter writer = new();
        using (writer.Block(null))
        {
            string keyword = "if";
            foreach (VectorUnit unit in VectorUnit.All)
            {
                using (writer.Block(unit.Guard is null ? "else" : $"{keyword} ({Qualify(unit.Guard)})"))
                {
                    writer.Line($"{result}{method}<{KernelFileEmitter.FullName(unit)}>({arguments});");
                }

                keyword = "else if";
            }
        }

        return writer.ToString().TrimEnd('\n');
    }

    private static FaceMember Member(string name, string head, string result, params FaceParameter[] parameters)
    {
        string arguments = string.Join(", ", parameters.Select(parameter => parameter.Type == FaceType.OutInteger ? "out " + parameter.Name : parameter.Name));
        return new()
        {
            Name = name,
            Head = head,
            Parameters = parameters,
            Body = _ => Choose(result, name, arguments),
        };
    }
}
