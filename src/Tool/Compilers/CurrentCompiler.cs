using Microsoft.CodeAnalysis.CSharp;

namespace ShapeGen.Tool.Compilers;

/// <summary>The C# compiler that this process uses, for messages and results.</summary>
internal static class CurrentCompiler
{
    /// <summary><c>C# 14.0 (Roslyn 5.9 of the .NET SDK 10.0.401)</c>.</summary>
    public static string Name { get; } = $"C# {LanguageVersion.Latest.MapSpecifiedToEffectiveVersion().ToDisplayString()} ({CompilerFolder.Current})";

    /// <summary>Whether it is the compiler that comes with the tool.</summary>
    public static bool IsBundled => CompilerFolder.Current.Sdk is null;
}
