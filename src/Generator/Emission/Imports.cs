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
        "ShapeGen.TraceRows",
        "ShapeGen.Runtime.GroupShape",
        "ShapeGen.Runtime.IBody",
        "ShapeGen.Runtime.ParameterLayout",
        "ShapeGen.Runtime.Part",
        "ShapeGen.Runtime.PinnedMemory",
        "ShapeGen.Runtime.Rows",
        "ShapeGen.Runtime.TensorRows",
        "ShapeGen.Runtime.TensorSource",
    ];

    /// <summary>Writes those that <paramref name="body"/> needs.</summary>
    public static void Emit(SourceWriter writer, string body)
    {
        foreach (string type in Types)
        {
            string name = Name(type);
            if (Uses(body, name, isGeneric: false))
            {
                writer.Line($"using {name} = global::{type};");
            }
        }

        // An alias has no type parameters.
        if (Uses(body, "Vector128", isGeneric: true) || Uses(body, "Vector256", isGeneric: true) || Uses(body, "Vector512", isGeneric: true))
        {
            writer.Line("using global::System.Runtime.Intrinsics;");
        }
    }

    /// <summary>
    /// Whether some code has a name that nothing stands before, comments apart. By the library's search, which is compiled already: in a new process a
    /// loop of our own over all letters, or two dozen regular expressions, take longer than all the rest of a small model.
    /// </summary>
    private static bool Uses(string code, string name, bool isGeneric)
    {
        for (int at = code.IndexOf(name, StringComparison.Ordinal); at >= 0; at = code.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            int end = at + name.Length;
            bool isWhole = (at == 0 || (code[at - 1] != '.' && !IsOfName(code[at - 1]))) && (end == code.Length || !IsOfName(code[end]));
            if (isWhole && (end < code.Length && code[end] == '<') == isGeneric && !IsInComment(code, at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInComment(string code, int at)
    {
        int start = code.LastIndexOf('\n', at) + 1;
        return code.IndexOf("//", start, at - start, StringComparison.Ordinal) >= 0;
    }

    private static bool IsOfName(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static string Name(string type)
    {
        string name = type.Substring(type.LastIndexOf('.') + 1);
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }
}
