using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ShapeGen.Generator.Common;

namespace ShapeGen.Tool.Explaining;

/// <summary>Creates elements of the page. System.Xml.Linq encodes all text.</summary>
internal static class Markup
{
    /// <summary>HTML elements without an end tag. All others need one, or a browser takes what follows as their content.</summary>
    private static readonly HashSet<string> s_void = ["meta", "br", "hr", "img", "link", "input", "col"];

    /// <summary>Creates an element.</summary>
    public static XElement Element(string name, params object?[] content)
    {
        XElement element = new(name, content);
        if (!s_void.Contains(name) && !element.Nodes().Any())
        {
            element.Add("");
        }

        return element;
    }

    public static XAttribute Class(string name) => new("class", name);

    public static XAttribute Attribute(string name, object value) => new(name, value is double number ? Coordinate(number) : Convert.ToString(value, CultureInfo.InvariantCulture)!);

    /// <summary>Formats a coordinate with no more digits than are visible.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A section with a heading and a description.</summary>
    public static XElement Section(string id, string heading, string about, params object?[] content) =>
        Element("section", Attribute("id", id), Element("h2", heading), about.Length == 0 ? null : Element("p", Class("about"), about), content);

    /// <summary>Wraps wide content in a box that scrolls.</summary>
    public static XElement Scrolling(params object?[] content) => Element("div", Class("scroll"), Attribute("tabindex", 0), content);

    /// <summary>A table.</summary>
    /// <param name="heads">The column headings; '#' at the beginning marks a column of numbers.</param>
    /// <param name="rows">The cells.</param>
    public static XElement Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<object>> rows) => Scrolling(Element(
        "table",
        Element("thead", Element("tr", heads.Select(head => Element("th", head.StartsWith('#') ? Class("number") : null, Attribute("scope", "col"), head.TrimStart('#'))))),
        Element("tbody", rows.Select(row => Element("tr", row.Select((cell, column) => Element("td", heads[column].StartsWith('#') ? Class("number") : null, cell)))))));

    /// <summary>A share as a bar with a percentage.</summary>
    public static XElement Bar(double share) => Element(
        "span", Class("bar"), Element("span", Class("track"), Element("span", Class("fill"), Attribute("style", $"width:{Coordinate(Math.Clamp(share, 0, 1) * 100)}%"))), Element("span", Class("percent"), Costs.NumberText.Percent(share)));

    /// <summary>The text of a page. Invisible characters, for example in file names or vocabulary words, are escaped.</summary>
    public static string Text(XElement html)
    {
        foreach (XText part in html.DescendantNodes().OfType<XText>())
        {
            part.Value = FileText.VisibleLines(part.Value);
        }

        foreach (XAttribute attribute in html.DescendantsAndSelf().Attributes())
        {
            attribute.Value = FileText.VisibleLines(attribute.Value);
        }

        StringBuilder text = new("<!DOCTYPE html>\n");
        using (XmlWriter writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = false, NewLineChars = "\n", CheckCharacters = true }))
        {
            html.WriteTo(writer);
        }

        return text.Append('\n').ToString();
    }
}
