using System.Text;

namespace ShapeGen.Comparison.Reporting;

/// <summary>A section's results as Markdown, and its targets.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly List<TargetResult> _targets = [];

    public string Text => _text.ToString().TrimEnd('\n') + "\n";

    public IReadOnlyList<TargetResult> Targets => _targets;

    public void Paragraph(string text) => _text.Append(text).Append("\n\n");

    /// <summary>A table; its first columns are text, the others are numbers.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, int textColumns = 1)
    {
        Line(columns);
        Line([.. columns.Select((_, index) => index < textColumns ? "---" : "---:")]);
        foreach (IReadOnlyList<string> row in rows)
        {
            Line(row);
        }

        _text.Append('\n');

        void Line(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    /// <summary>Compares a result with a minimum.</summary>
    /// <returns>True if the target is met.</returns>
    public bool Target(string what, double atLeast, double found, Func<double, string> write) =>
        Add(new(what, $"≥ {write(atLeast)}", write(found), found >= atLeast, 1 - (found / atLeast)));

    /// <summary>Compares a result with a maximum.</summary>
    /// <returns>True if the target is met.</returns>
    public bool TargetAtMost(string what, double atMost, double found, Func<double, string> write) =>
        Add(new(what, $"≤ {write(atMost)}", write(found), found <= atMost, (found / atMost) - 1));

    private bool Add(TargetResult result)
    {
        _targets.Add(result);
        return result.Met;
    }
}
