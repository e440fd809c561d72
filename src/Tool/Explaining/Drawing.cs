using System.Xml.Linq;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>An SVG picture on the page: shapes and text, coloured by classes of the page's style.</summary>
/// <param name="width">Its width in units of its coordinates, which are pixels unless the page is narrow.</param>
internal sealed class Drawing(double width)
{
    /// <summary>The width of a character of the monospaced fonts, relative to the font size, with a margin.</summary>
    public const double LetterWidth = 0.615;

    private readonly List<XElement> _elements = [];

    public double Width { get; } = width;

    /// <summary>The lowest coordinate drawn so far.</summary>
    public double Bottom { get; private set; }

    /// <summary>The picture.</summary>
    /// <param name="label">A description for screen readers.</param>
    public XElement Svg(string label) => Element(
        "svg", Attribute("viewBox", $"0 0 {Coordinate(Width)} {Coordinate(Bottom + 2)}"), Attribute("width", Width), Attribute("height", Bottom + 2), Attribute("role", "img"), Attribute("aria-label", label), _elements);

    public void Rectangle(string style, double x, double y, double w, double h, double radius = 0, string? title = null) => Add(
        y + h,
        new XElement("rect", Class(style), Attribute("x", x), Attribute("y", y), Attribute("width", Math.Max(w, 0)), Attribute("height", Math.Max(h, 0)), radius > 0 ? Attribute("rx", radius) : null, title is null ? null : new XElement("title", title)));

    public void Line(string style, double x1, double y1, double x2, double y2) => Add(
        Math.Max(y1, y2), new XElement("line", Class(style), Attribute("x1", x1), Attribute("y1", y1), Attribute("x2", x2), Attribute("y2", y2)));

    /// <summary>Draws a path whose lowest point is <paramref name="bottom"/>.</summary>
    public void Path(string style, string path, double bottom) => Add(bottom, new XElement("path", Class(style), Attribute("d", path)));

    /// <summary>Draws an arrow downwards.</summary>
    public void ArrowDown(double x, double from, double to)
    {
        Line("edge", x, from, x, to - 6);
        Path("head", $"M {Coordinate(x - 4)} {Coordinate(to - 7)} L {Coordinate(x + 4)} {Coordinate(to - 7)} L {Coordinate(x)} {Coordinate(to)} Z", to);
    }

    /// <summary>Draws an arrow to the right.</summary>
    public void ArrowRight(double from, double to, double y)
    {
        Line("edge", from, y, to - 6, y);
        Path("head", $"M {Coordinate(to - 7)} {Coordinate(y - 4)} L {Coordinate(to - 7)} {Coordinate(y + 4)} L {Coordinate(to)} {Coordinate(y)} Z", y + 4);
    }

    /// <summary>Draws a line of text; its style sets its alignment to <paramref name="x"/>.</summary>
    public void Text(string style, double x, double y, string text) => Add(y + 4, new XElement("text", Class(style), Attribute("x", x), Attribute("y", y), text));

    public void Raw(XElement element, double bottom) => Add(bottom, element);

    /// <summary>The width of monospaced text.</summary>
    public static double WidthOf(string text, double size) => text.Length * size * LetterWidth;

    /// <summary>Wraps text into lines of at most <paramref name="letters"/> characters, at spaces if possible.</summary>
    public static IReadOnlyList<string> Wrapped(string text, int letters)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = word;
            if (line.Length > 0 && line.Length + 1 + rest.Length > letters)
            {
                lines.Add(line);
                line = "";
            }

            while (rest.Length > letters)
            {
                lines.Add(rest[..letters]);
                rest = rest[letters..];
            }

            line = line.Length == 0 ? rest : $"{line} {rest}";
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    private void Add(double bottom, XElement element)
    {
        Bottom = Math.Max(Bottom, bottom);
        _elements.Add(element);
    }
}
