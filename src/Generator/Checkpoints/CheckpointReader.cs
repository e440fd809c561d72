using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Reads what the build wrote of a checkpoint into an additional file of the project.</summary>
internal static class CheckpointReader
{
    /// <summary>Build metadata of an additional file that is the header of a checkpoint: the checkpoint's path, percent-encoded.</summary>
    private const string PathMetadata = "build_metadata.AdditionalFiles.ShapeGenCheckpoint";

    /// <summary>The path of the checkpoint whose header the additional file is; null for any other file.</summary>
    public static string? PathOf(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(PathMetadata, out string? path) && path.Length > 0 ? Uri.UnescapeDataString(path) : null;

    /// <summary>Reads an additional file; null where it is no header of a checkpoint.</summary>
    public static CheckpointFacts? Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellation) =>
        PathOf(file, options) is { } path && file.GetText(cancellation) is { } text ? Parse(path, text) : null;

    /// <summary>Reads the text of an additional file.</summary>
    public static CheckpointFacts Parse(string path, SourceText text) => CheckpointFacts.Parse(path, text.Lines.Select(line => line.ToString()));
}
