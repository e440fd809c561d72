using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The places that choose a body. The JIT and the AOT compiler know which instruction sets there are, and keep one branch.</summary>
internal static class FaceChoice
{
    private const string Intrinsics = "global::System.Runtime.Intrinsics.X86.";

    /// <summary>The methods that choose. Each calls the generic method of the body's file that <see cref="OfBody"/> names.</summary>
    public static IEnumerable<FaceMember> Members(CallForm form) => All(form).Select(member => new FaceMember
    {
        Name = member.Name,
        Head = member.Head,
        Parameters = member.Parameters,
        Body = _ => Choose(member.Head.EndsWith(" void", StringComparison.Ordinal) ? "" : "return ", OfBody(member.Name), string.Join(", ", member.Parameters.Select(Argument))),
    });

    /// <summary>What the file of the body adds to the class: generic methods, whose type argument is the kernels of an instruction set.</summary>
    public static IEnumerable<FaceMember> MembersOfBody(CallForm form) => All(form).Select(member => new FaceMember { Name = OfBody(member.Name), Parameters = member.Parameters });

    /// <summary>The name of a method of the body's file. It differs from that of the one which chooses, so that reflection finds each by its name.</summary>
    public static string OfBody(string name) => name + "Body";

    private static IEnumerable<(string Name, string Head, FaceParameter[] Parameters)> All(CallForm form) =>
    [
        .. RunParameters(form).Select(parameters => ("Run", "private void", parameters.ToArray())),
        ("ScratchFloats", "private static long", [new FaceParameter(FaceType.Call, "call")]),
        ("Layout", "private static global::ShapeGen.Runtime.ParameterLayout[]", [new FaceParameter(FaceType.OutInteger, "length")]),
    ];

    private static string Argument(FaceParameter parameter) => parameter.Type == FaceType.OutInteger ? "out " + parameter.Name : parameter.Name;

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
}
