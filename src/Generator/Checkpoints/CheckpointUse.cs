using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

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

    /// <summary>The model's weights in the assembly; null where its checkpoint is not embedded, or which one is meant is not certain.</summary>
    public EmbeddedWeights? FindEmbedded(IEnumerable<CheckpointFacts> all)
    {
        List<CheckpointFacts> meant = all.Where(checkpoint => Means(checkpoint.Path)).ToList();
        return meant.Count == 1 && meant[0].Resource is { } resource ? new(resource, Prefix) : null;
    }

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
