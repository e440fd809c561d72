namespace ShapeGen.Tool.Conversion;

/// <summary>A pattern for names: a star matches zero or more characters; everything else matches itself.</summary>
internal sealed class NamePattern
{
    private readonly string[] _parts;

    /// <param name="text">The pattern as the user wrote it.</param>
    public NamePattern(string text)
    {
        Text = text;
        _parts = text.Split('*');
    }

    /// <summary>The pattern as the user wrote it.</summary>
    public string Text { get; }

    /// <summary>The number of stars.</summary>
    public int StarCount => _parts.Length - 1;

    /// <summary>The text that each star matches, each as short as possible, or null if the name does not match.</summary>
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

    /// <summary>The pattern's text with its stars replaced.</summary>
    public string Fill(IReadOnlyList<string> stars) =>
        string.Concat(_parts.Select((part, i) => i < StarCount ? part + stars[i] : part));
}
