namespace ShapeGen.Tool.Conversion;

/// <summary>A pattern of names: a star stands for any characters, also for none; everything else for itself.</summary>
internal sealed class NamePattern
{
    private readonly string[] _parts;

    /// <param name="text">As it was written.</param>
    public NamePattern(string text)
    {
        Text = text;
        _parts = text.Split('*');
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>How many stars it has.</summary>
    public int StarCount => _parts.Length - 1;

    /// <summary>What the stars stand for, each as little as possible, or null if the name does not fit.</summary>
    public IReadOnlyList<string>? Match(string name)
    {
        if (_parts.Length == 1)
        {
            return name == Text ? [] : null;
        }

        if (!name.StartsWith(_parts[0], StringComparison.Ordinal))
        {
            return null;
        }

        List<string> stars = [];
        int at = _parts[0].Length;
        for (int i = 1; i < _parts.Length; i++)
        {
            int found = i == _parts.Length - 1
                ? name.EndsWith(_parts[i], StringComparison.Ordinal) ? name.Length - _parts[i].Length : -1
                : name.IndexOf(_parts[i], at, StringComparison.Ordinal);
            if (found < at)
            {
                return null;
            }

            stars.Add(name[at..found]);
            at = found + _parts[i].Length;
        }

        return stars;
    }

    /// <summary>This text with other characters where its stars are.</summary>
    public string Fill(IReadOnlyList<string> stars) =>
        string.Concat(_parts.Select((part, i) => i < StarCount ? part + stars[i] : part));
}
