using System.Text;
using ShapeGen.Comparison.Sections;

namespace ShapeGen.Comparison.Reporting;

/// <summary>The whole of docs/performance.md.</summary>
internal sealed class Document(Session session)
{
    private readonly List<(Section Section, Report Report)> _parts = [];

    public void Add(Section section, Report report) => _parts.Add((section, report));

    public void Write()
    {
        StringBuilder text = new();
        foreach ((Section section, Report report) in _parts)
        {
            text.Append($"## {section.Title}\n\n{report.Text}\n");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(session.ReportPath)!);
        File.WriteAllText(session.ReportPath, text.ToString());
        Session.Say($"Written: {session.ReportPath}");
    }
}
