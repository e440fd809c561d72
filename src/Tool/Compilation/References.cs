using Microsoft.CodeAnalysis;
using ShapeGen.Tool.Compilers;

namespace ShapeGen.Tool.Compilation;

/// <summary>The assemblies that a model is compiled against: the framework that runs the tool, and the tool's ShapeGen runtime.</summary>
internal static class References
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_all = new(() =>
        [.. Framework.Assemblies.Append(typeof(SafetensorsFile).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlyList<MetadataReference> All => s_all.Value;
}
