using System.Text;
using ShapeGen.Comparison.Sections;

namespace ShapeGen.Comparison.Reporting;

/// <summary>All of docs/performance.md: the machine, the targets, the sections, the method, and what was tried.</summary>
internal sealed class Document(Session session)
{
    private readonly List<(Section Section, Report Report)> _parts = [];

    private readonly List<string[]> _machine = [.. Machine.Describe(session)];

    public void Add(Section section, Report report) => _parts.Add((section, report));

    public void Write()
    {
        StringBuilder text = new();
        text.Append("# Performance\n\nMeasured and written by `benchmarks/Comparison` in one run; [benchmarks/README.md](../benchmarks/README.md) says how to run it.\n\n");
        Report head = new();
        string[] leftOut = [.. SectionList.All.Except(SectionList.Select(session.Settings.Sections)).Select(section => section.Title)];
        if (session.Settings.Pace.IsQuick || session.Settings.Cases.Count > 0)
        {
            head.Paragraph("**This is a quick run, or a run of only some cases; its numbers are rough.**");
        }
        else if (leftOut.Length > 0)
        {
            head.Paragraph($"This run left out: {string.Join("; ", leftOut)}.");
        }

        head.Table(["", ""], _machine, textColumns: 2);
        if (session.Peers is null)
        {
            head.Paragraph($"**{session.MissingPeers}**");
        }

        text.Append(head.Text).Append('\n');
        Part("Targets", Targets());
        foreach ((Section section, Report report) in _parts)
        {
            Part(section.Title, report.Text);
        }

        Part("How it is measured", Fragment("method.md"));
        Part("What was tried", Fragment("notes.md"));

        Directory.CreateDirectory(Path.GetDirectoryName(session.ReportPath)!);
        File.WriteAllText(session.ReportPath, text.ToString().TrimEnd('\n') + "\n");
        Session.Say($"Written: {session.ReportPath}");

        void Part(string title, string content) => text.Append($"## {title}\n\n{content.TrimEnd('\n')}\n\n");
    }

    private string Targets()
    {
        TargetResult[] targets = [.. _parts.SelectMany(part => part.Report.Targets)];
        Report report = new();
        report.Paragraph($"{targets.Count(target => target.Met)} of {targets.Length} met.");
        if (targets.Length > 0)
        {
            report.Table(
                ["", "wanted", "found", ""],
                targets.Select(target => (string[])[target.What, target.Wanted, target.Found, target.Met ? "met" : $"**missed by {Reporting.Text.Percent(target.Missed)}**"]));
        }

        return report.Text;
    }

    /// <summary>A hand-written text: how and why, without figures.</summary>
    private string Fragment(string name) =>
        File.ReadAllText(Path.Combine(session.Folders.Benchmarks, "Comparison", name)).ReplaceLineEndings("\n");
}
