using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Emission;

/// <summary>
/// The using directives of a body and of kernels: an alias for each type that it names. Namespaces would bring what the user has in them too, and a name
/// that two of them have is an error.
/// </summary>
internal sealed class Imports
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

    /// <summary>What each is called in the code: many pieces of it are looked through.</summary>
    private static readonly string[] Names = Array.ConvertAll(Types, Name);

    private readonly bool[] _isUsed = new bool[Types.Length];
    private bool _usesVectors;

    /// <summary>Adds those that some code needs.</summary>
    public void AddUsed(string code)
    {
        for (int i = 0; i < Types.Length; i++)
        {
            _isUsed[i] = _isUsed[i] || Uses(code, Names[i], isGeneric: false);
        }

        // An alias has no type parameters.
        _usesVectors = _usesVectors || Uses(code, "Vector128", isGeneric: true) || Uses(code, "Vector256", isGeneric: true) || Uses(code, "Vector512", isGeneric: true);
    }

    /// <summary>Writes those that were added.</summary>
    public void Emit(SourceWriter writer)
    {
        for (int i = 0; i < Types.Length; i++)
        {
            if (_isUsed[i])
            {
                writer.Line($"using {Names[i]} = global::{Types[i]};");
            }
        }

        if (_usesVectors)
        {
            writer.Line("using global::System.Runtime.Intrinsics;");
        }
    }

    /// <summary>
    /// Whether some code has a name that nothing stands before, comments apart. A plain search: in a new process, two dozen regular expressions take longer than
    /// all the rest of a small model.
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
