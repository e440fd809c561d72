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

    /// <summary>Writes those that <paramref name="body"/> needs.</summary>
    public static void Emit(SourceWriter writer, string body)
    {
        HashSet<string> names = Names(body);
        foreach (string type in Types)
        {
            string name = Name(type);
            if (names.Contains(name))
            {
                writer.Line($"using {name} = global::{type};");
            }
        }

        // An alias has no type parameters.
        if (names.Contains("Vector128<") || names.Contains("Vector256<") || names.Contains("Vector512<"))
        {
            writer.Line("using global::System.Runtime.Intrinsics;");
        }
    }

    /// <summary>
    /// The names in some code that nothing stands before, comments and texts apart; those of generic types with a <c>&lt;</c>. One pass: regular
    /// expressions take longer to be made than all the rest of a small model.
    /// </summary>
    private static HashSet<string> Names(string code)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        int at = 0;
        while (at < code.Length)
        {
            char letter = code[at];
            if (letter == '/' && at + 1 < code.Length && code[at + 1] == '/')
            {
                int end = code.IndexOf('\n', at);
                at = end < 0 ? code.Length : end;
            }
            else if (letter == '"')
            {
                for (at++; code[at] != '"'; at++)
                {
                    at += code[at] == '\\' ? 1 : 0;
                }

                at++;
            }
            else if (IsOfName(letter))
            {
                int start = at;
                while (at < code.Length && IsOfName(code[at]))
                {
                    at++;
                }

                if (start == 0 || code[start - 1] != '.')
                {
                    bool isGeneric = at < code.Length && code[at] == '<';
                    names.Add(code.Substring(start, at - start + (isGeneric ? 1 : 0)));
                }
            }
            else
            {
                at++;
            }
        }

        return names;
    }

    private static bool IsOfName(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static string Name(string type)
    {
        string name = type.Substring(type.LastIndexOf('.') + 1);
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }
}
