using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>A class's <c>[Checkpoint]</c>, and where its arguments stand that may not fit.</summary>
/// <param name="Path">The path as written.</param>
/// <param name="Prefix">What the names begin with in the file.</param>
/// <param name="At">Where the attribute stands.</param>
/// <param name="Places">Where each argument of the other attributes stands.</param>
internal sealed record CheckpointUse(string Path, string Prefix, SourceSpan? At, EquatableArray<ArgumentPlace> Places)
{
    /// <summary>Where an argument stands, or its attribute where it is not written.</summary>
    public SourceSpan? Find(ArgumentName argument) =>
        (Places.FirstOrDefault(place => place.Name == argument) ?? Places.FirstOrDefault(place => place.Name == argument with { Argument = "" }))?.Span ?? At;

    /// <summary>What to report where the checkpoint is embedded: that <c>Load()</c> is taken, by a member of the user's. Null of most.</summary>
    public DiagnosticInfo? Taken { get; init; }

    /// <summary>Further files of the checkpoint, as paths from its folder.</summary>
    public EquatableArray<string> Files { get; init; } = new([]);

    /// <summary>The model's weights in the assembly; null where one of its files is not embedded, or which one is meant is not certain.</summary>
    public EmbeddedWeights? FindEmbedded(IReadOnlyList<CheckpointFacts> all) =>
        Embedded(all) is { } main && FurtherPaths(main).Select(path => ResourceOf(path, all)).ToList() is var further && !further.Contains(null)
            ? new(main.Resource!, Prefix) { FurtherResources = new(further.Select(resource => resource!)) }
            : null;

    /// <summary>What to report where the checkpoint is embedded and a further file of it is not: <c>Load()</c> is not generated then. Null of most.</summary>
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

    /// <summary>The embedded checkpoint; null where it is not embedded, or which one is meant is not certain.</summary>
    private CheckpointFacts? Embedded(IReadOnlyList<CheckpointFacts> all)
    {
        List<CheckpointFacts> meant = all.Where(checkpoint => Means(checkpoint.Path)).ToList();
        return meant.Count == 1 && meant[0].Resource is not null ? meant[0] : null;
    }

    private IEnumerable<string> FurtherPaths(CheckpointFacts main) => Files.Select(file => main.Path.Substring(0, main.Path.LastIndexOf('/') + 1) + file);

    private static string? ResourceOf(string path, IReadOnlyList<CheckpointFacts> all) => all.FirstOrDefault(checkpoint => checkpoint.Path == path)?.Resource;

    /// <summary>Whether a file's path is the one that is meant: the whole of it, or its end.</summary>
    public bool Means(string path)
    {
        string written = Path.Replace('\\', '/');
        return path == written || path.EndsWith("/" + written, StringComparison.Ordinal);
    }
}

/// <summary>An argument of an attribute.</summary>
/// <param name="Attribute">The attribute's name without its suffix.</param>
/// <param name="Index">Which of several of the name.</param>
/// <param name="Argument">The argument; empty for the attribute itself.</param>
internal sealed record ArgumentName(string Attribute, int Index, string Argument);

/// <summary>Where an argument stands.</summary>
internal sealed record ArgumentPlace(ArgumentName Name, SourceSpan? Span);
