using System.Text;

namespace ShapeGen.Generator.Emission;

/// <summary>Writes indented C# with '\n' line ends, whatever machine it runs on.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>Writes an empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>Writes <paramref name="text"/>, each of its lines at the present indent.</summary>
    public void Line(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.TrimEnd('\r', ' ');
            if (trimmed.Length > 0)
            {
                _text.Append(' ', 4 * _indent).Append(trimmed);
            }

            _text.Append('\n');
        }
    }

    /// <summary>Writes all lines of <paramref name="other"/> at the present indent.</summary>
    public void Lines(SourceWriter other) => Line(other.ToString().TrimEnd('\n'));

    /// <summary>Opens a brace, which is closed when the result is disposed of.</summary>
    /// <param name="header">The line before the brace, or null.</param>
    public Scope Block(string? header)
    {
        if (header is not null)
        {
            Line(header);
        }

        Line("{");
        _indent++;
        return new Scope(this);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line("}");
        }
    }
}
