using System.Text.RegularExpressions;

namespace ShapeGen.Generator.Emission;

/// <summary>
/// The using directives of a body and of kernels: an alias for each type that it names. Namespaces would bring what the user has in them too, and a name
/// that two of them have is an error.
/// </summary>
internal static class Imports
{
    private static readonly string[] Types =
    [
        "System.InvalidOperationException",
        "System.Math",
        "System.MathF",
        "System.Runtime.CompilerServices.MethodImplAttribute",
        "System.Runtime.CompilerServices.MethodImplOptions",
        "System.Runtime.CompilerServices.Unsafe",
        "System.Runtime.InteropServices.MemoryMarshal",
        "System.Runtime.Intrinsics.Vector128",
        "System.Runtime.Intrinsics.Vector256",
        "System.Runtime.Intrinsics.Vector512",
        "System.Runtime.Intrinsics.X86.Avx",
        "System.Runtime.Intrinsics.X86.Avx512F",
        "System.Runtime.Intrinsics.X86.Fma",
        "System.Runtime.Intrinsics.X86.Sse",
        "System.Runtime.Intrinsics.Arm.AdvSimd",
        "ShapeGen.StageTimes",
        "ShapeGen.Runtime.GroupShape",
        "ShapeGen.Runtime.IBody",
        "ShapeGen.Runtime.ParameterLayout",
        "ShapeGen.Runtime.Part",
        "ShapeGen.Runtime.PinnedMemory",
        "ShapeGen.Runtime.Rows",
        "ShapeGen.Runtime.TensorRows",
        "ShapeGen.Runtime.TensorSource",
    ];

    private static readonly Regex Comment = new("//.*$", RegexOptions.Multiline);

    /// <summary>Writes those that <paramref name="body"/> needs.</summary>
    public static void Emit(SourceWriter writer, string body)
    {
        string code = Comment.Replace(body, "");
        foreach (string type in Types)
        {
            string name = Name(type);
            if (Regex.IsMatch(code, $@"(?<![\w.]){name}\b(?!<)"))
            {
                writer.Line($"using {name} = global::{type};");
            }
        }

        // An alias has no type parameters.
        if (Regex.IsMatch(code, @"\bVector(128|256|512)<"))
        {
            writer.Line("using global::System.Runtime.Intrinsics;");
        }
    }

    private static string Name(string type)
    {
        string name = type.Substring(type.LastIndexOf('.') + 1);
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }
}
