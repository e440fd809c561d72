using Microsoft.CodeAnalysis;
using ShapeGen.Tool.Compilers;

namespace ShapeGen.Tool.Compilation;

/// <summary>What a model is compiled against: the framework that runs the tool, and the runtime of ShapeGen that the tool has.</summary>
internal static class References
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_all = new(() =>
        [.. Framework.Assemblies.Append(typeof(SafetensorsFile).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))]);

    public static IReadOnlyList<MetadataReference> All => s_all.Value;
}
