namespace ShapeGen;

/// <summary>The contents of a header, as far as its reader understood it.</summary>
internal sealed class Header
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The tensors whose position in the file is known, in the order of the header.</summary>
    public List<HeaderEntry> Entries { get; } = [];

    /// <summary>The map of strings under <see cref="SafetensorsFormat.MetadataKey"/>.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether <see cref="Entries"/> contains all tensors of the header.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Adds the name of a tensor; false if the name exists already.</summary>
    public bool TryAddName(string name) => _names.Add(name);
}
