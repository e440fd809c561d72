using System.Text.Json;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Processes;
using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>Where the time goes: runs the program, built with models that time their stages (benchmarks/Stages), as a child process.</summary>
internal sealed class StagesSection : Section
{
    public override string Name => "stages";

    public override string Title => "Where the time goes";

    public override void Run(Session session, Report report)
    {
        string[] quick = session.Settings.Pace.IsQuick ? ["--quick"] : [];
        ChildResult child = Child.Run(
            Folders.Executable(session.Folders.BuiltProject("Stages"), "ShapeGen.Comparison.Stages"),
            ["--worker", "--cases", string.Join(',', session.Cases), "--rounds", $"{session.Settings.Pace.Rounds}", .. quick],
            session.Folders.Repository);
        if (!child.Succeeded)
        {
            throw new FailedException($"The run that times the stages failed: {child.Reason}");
        }

        StageResult[] results = JsonSerializer.Deserialize<StageResult[]>(child.Output)!;
        string[] stages = [.. results.SelectMany(result => result.Stages).Distinct()];
        report.Paragraph("Each stage's share of the time of all stages. Timing adds overhead, most of all in small shapes.");
        report.Table(["case", "µs", .. stages], results.Select(result => Row(result, stages)));
    }

    private static string[] Row(StageResult result, string[] stages)
    {
        double total = result.Microseconds.Sum();
        return
        [
            result.Case,
            Text.Number(total),
            .. stages.Select(stage =>
            {
                double[] times = [.. result.Microseconds.Where((_, i) => result.Stages[i] == stage)];
                return times.Length == 0 ? Text.None : Text.Percent(times.Sum() / total);
            }),
        ];
    }
}
