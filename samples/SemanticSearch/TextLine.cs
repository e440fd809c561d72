namespace SemanticSearch;

/// <summary>A line of a text file.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Number">From 1.</param>
/// <param name="Text">The trimmed text; not empty.</param>
internal sealed record TextLine(string File, int Number, string Text)
{
    /// <summary>The lines of files, without empty ones.</summary>
    public static IReadOnlyList<TextLine> Read(IEnumerable<string> paths) =>
    [
        .. from path in paths
           from line in System.IO.File.ReadLines(path).Select((text, index) => new TextLine(Path.GetFileName(path), index + 1, text.Trim()))
           where line.Text.Length > 0
           select line,
    ];
}
