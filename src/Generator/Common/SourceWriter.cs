using System.Text;

namespace ShapeGen.Generator.Common;

/// <summary>Writes indented C# with '\n' line ends, whatever machine it runs on.</summary>
/// <param name="indent">How deep everything is that is written.</param>
internal sealed class SourceWriter(int indent = 0)
{
    private const int SpacesOfIndent = 4;

    private readonly StringBuilder _text = new();
    private int _indent = indent;

    /// <summary>How deep the next line is.</summary>
    public int Indent => _indent;

    /// <summary>Writes an empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>Writes <paramref name="text"/>, each of its lines at the present indent.</summary>
    public void Line(string text)
    {
        for (int start = 0; start <= text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            int trimmed = end;
            while (trimmed > start && text[trimmed - 1] is '\r' or ' ')
            {
                trimmed--;
            }

            if (trimmed > start)
            {
                _text.Append(' ', SpacesOfIndent * _indent).Append(text, start, trimmed - start);
            }

            _text.Append('\n');
            start = end + 1;
        }
    }

    /// <summary>Writes <paramref name="text"/> as it is: whole lines of another writer, which has their indent.</summary>
    public void Written(string text) => _text.Append(text);

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
