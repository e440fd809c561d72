#if STAGES
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The child's side of the stage times: this program, built with models that take the time of their stages.</summary>
internal static partial class StageWorker
{
    public static void Run(Settings settings)
    {
        Console.WriteLine(JsonSerializer.Serialize(CaseList.Select(settings.Cases).Select(item => Measure(item, settings.Pace))));
    }

    [GeneratedRegex("√[0-9]+")]
    private static partial Regex HeadWidth();

    private static StageResult Measure(Case item, Pace pace)
    {
        Encoder model = item.CreateModel();
        OurModel ours = new(model, item.Computation.CreateInput());

        // Its own rounds are not needed: they warm the model up as the comparison does.
        new Alternation(pace with { Rounds = 1 }).Run(ours);
        StageTimes times = model.StageTimes;
        times.Reset();
        new Alternation(pace with { WarmUp = TimeSpan.Zero }).Run(ours);

        double[] microseconds = new double[times.Names.Count];
        for (int i = 0; i < microseconds.Length; i++)
        {
            microseconds[i] = times.Ticks[i] * 1e6 / Stopwatch.Frequency / times.Calls;
        }

        // One column for all cases, whatever their head's width.
        return new(item.Name, [.. times.Names.Select(name => HeadWidth().Replace(name, "√c"))], microseconds);
    }
}
#endif
