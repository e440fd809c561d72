using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>A class's <c>[Checkpoint]</c>, and the locations of the arguments that it is compared with.</summary>
/// <param name="Path">The path as written.</param>
/// <param name="Prefix">The prefix of the names in the file.</param>
/// <param name="At">Location of the attribute.</param>
/// <param name="Places">Locations of the arguments of the other attributes.</param>
internal sealed record CheckpointUse(string Path, string Prefix, SourceSpan? At, EquatableArray<ArgumentPlace> Places)
{
    /// <summary>The location of an argument, or of its attribute if the argument is not written.</summary>
    public SourceSpan? Find(ArgumentName argument) =>
        (Places.FirstOrDefault(place => place.Name == argument) ?? Places.FirstOrDefault(place => place.Name == argument with { Argument = "" }))?.Span ?? At;

    /// <summary>Reported if the checkpoint is embedded: a member of the user's class collides with <c>Load()</c>. Usually null.</summary>
    public DiagnosticInfo? Taken { get; init; }

    /// <summary>Further files of the checkpoint, as paths from its folder.</summary>
    public EquatableArray<string> Files { get; init; } = new([]);

    /// <summary>The model's weights in the assembly; null if one of its files is not embedded, or if the path is ambiguous.</summary>
    public EmbeddedWeights? FindEmbedded(IReadOnlyList<CheckpointFacts> all) =>
        Embedded(all) is { } main && FurtherPaths(main).Select(path => ResourceOf(path, all)).ToList() is var further && !further.Contains(null)
            ? new(main.Resource!, Prefix) { FurtherResources = new(further.Select(resource => resource!)) }
            : null;

    /// <summary>Reported if the checkpoint is embedded but one of its further files is not: then <c>Load()</c> is not generated. Usually null.</summary>
    public DiagnosticInfo? NotEmbedded(IReadOnlyList<CheckpointFacts> all)
    {
        if (Files.Count == 0 || Embedded(all) is not { } main || FurtherPaths(main).FirstOrDefault(path => ResourceOf(path, all) is null) is not { } missing)
        {
            return null;
        }

        string[] arguments =
        [
            $"Files = {Literals.String(string.Join(";", Files))}",
            $"Embed=\"true\" of '{main.Path}'",
            $"Load() needs '{missing}' in the assembly, but that file is not embedded; add <ShapeGenCheckpoint Include=\"{CheckpointCheck.Include(missing)}\" Embed=\"true\" /> to the project",
        ];
        return new(Descriptors.Contradiction.Id, Find(new("TensorNames", 0, "Files")), new(arguments));
    }

    /// <summary>The embedded checkpoint; null if it is not embedded, or if the path is ambiguous.</summary>
    private CheckpointFacts? Embedded(IReadOnlyList<CheckpointFacts> all)
    {
        List<CheckpointFacts> meant = all.Where(checkpoint => Means(checkpoint.Path)).ToList();
        return meant.Count == 1 && meant[0].Resource is not null ? meant[0] : null;
    }

    private IEnumerable<string> FurtherPaths(CheckpointFacts main) => Files.Select(file => main.Path.Substring(0, main.Path.LastIndexOf('/') + 1) + file);

    private static string? ResourceOf(string path, IReadOnlyList<CheckpointFacts> all) => all.FirstOrDefault(checkpoint => checkpoint.Path == path)?.Resource;

    /// <summary>Whether the written path is a file's whole path or the end of it.</summary>
    public bool Means(string path)
    {
        string written = Path.Replace('\\', '/');
        return path == written || path.EndsWith("/" + written, StringComparison.Ordinal);
    }
}

/// <summary>An argument of an attribute.</summary>
/// <param name="Attribute">The attribute's name without its suffix.</param>
/// <param name="Index">Its index among the attributes of the same name.</param>
/// <param name="Argument">The argument; empty for the attribute itself.</param>
internal sealed record ArgumentName(string Attribute, int Index, string Argument);

/// <summary>The location of an argument.</summary>
internal sealed record ArgumentPlace(ArgumentName Name, SourceSpan? Span);
