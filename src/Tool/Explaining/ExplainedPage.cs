using System.Globalization;
using System.Xml.Linq;
using ShapeGen.Tool.Costs;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>Writes the page: a single file without external resources or scripts.</summary>
internal static class ExplainedPage
{
    /// <param name="subject">The model.</param>
    /// <param name="attention">The attention section, or null.</param>
    /// <returns>The text of the file.</returns>
    public static string Write(ExplainedModel subject, XElement? attention)
    {
        XElement?[] sections =
        [
            ModelDiagram.Section(subject), HeadsDiagram.Section(subject), ScratchChart.Section(subject), OperationTable.Section(subject), WeightTable.Section(subject), attention,
        ];
        string name = subject.Model.Name;
        return Text(Element(
            "html",
            Attribute("lang", "en"),
            Element(
                "head",
                Element("meta", Attribute("charset", "utf-8")),
                Element("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")),
                Element("meta", Attribute("name", "color-scheme"), Attribute("content", "light dark")),
                // Otherwise a browser requests an icon.
                Element("link", Attribute("rel", "icon"), Attribute("href", "data:,")),
                Element("title", $"{name}: explained by ShapeGen"),
                Element("style", PageStyle.Text)),
            Element(
                "body",
                Element(
                    "header",
                    Element("h1", name),
                    Element("p", Class("about"), $"{subject.Graph.Title}."),
                    Element("dl", Class("facts"), Facts(subject).Select(fact => Element("div", Element("dt", fact.Name), Element("dd", fact.Value)))),
                    Element("nav", sections.OfType<XElement>().Select(section => Element("a", Attribute("href", $"#{section.Attribute("id")!.Value}"), section.Element("h2")!.Value)))),
                Element(
                    "main",
                    sections,
                    Element("section", Attribute("id", "declaration"), Element("h2", "The declaration"), Scrolling(Element("pre", subject.Model.Source.Text.Trim())))),
                Element("footer", "Written by shapegen explain. The file is self-contained: it loads nothing from elsewhere."))));
    }

    private static IEnumerable<(string Name, string Value)> Facts(ExplainedModel subject)
    {
        yield return ("Parameters", NumberText.Count(subject.Graph.ParameterCount));
        yield return ("Weights", NumberText.Bytes(4.0 * subject.Graph.ParameterCount));
        yield return ("Layers", subject.Layers.ToString(CultureInfo.InvariantCulture));
        yield return ("Tokens", subject.Size.Tokens.ToString(CultureInfo.InvariantCulture));
        yield return ("Work", NumberText.Operations(subject.Stages.Sum(stage => stage.Operations)));
        yield return ("Scratch, any batch", NumberText.Bytes(sizeof(float) * (double)subject.Model.ScratchLength(subject.Size.InputRows, 1, (int)subject.Size.MemoryTokens)));
        yield return ("Instruction set here", subject.Model.Unit.Title);
        yield return ("Checkpoint", subject.Checkpoint is { } path ? Path.GetFileName(path) : "none");
    }
}
