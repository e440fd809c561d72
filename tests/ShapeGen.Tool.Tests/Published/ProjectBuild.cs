using System.Globalization;
using Microsoft.CodeAnalysis;
using ShapeGen.Build;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Tool.Tests.Published;

/// <summary>A build of one class beside its checkpoint, without MSBuild: the text that the build's task makes of the checkpoint, and the generator.</summary>
internal static class ProjectBuild
{
    /// <summary>What the generator reports, a line each: <c>SHG0019: …</c>.</summary>
    /// <param name="model">The file of the class.</param>
    /// <param name="checkpoint">The file that its <c>[Checkpoint]</c> names.</param>
    public static string[] Errors(string model, string checkpoint)
    {
        string name = Path.GetRelativePath(Path.GetDirectoryName(model)!, checkpoint);
        GeneratorRun run = GeneratorRunner.RunOnce(File.ReadAllText(model), ProjectSettings.Default with { Checkpoints = [new(name, CheckpointHeader.Describe(checkpoint, null))] });
        return [.. run.Reported.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}")];
    }
}
