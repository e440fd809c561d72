#if STAGES
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The child process for stage times: this program, built with models that time their stages.</summary>
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

        // These rounds only warm the model up, as in the comparison.
        new Alternation(pace with { Rounds = 1 }).Run(ours);
        StageTimes times = model.StageTimes;
        times.Reset();
        new Alternation(pace with { WarmUp = TimeSpan.Zero }).Run(ours);

        double[] microseconds = new double[times.Names.Count];
        for (int i = 0; i < microseconds.Length; i++)
        {
            microseconds[i] = times.Ticks[i] * 1e6 / Stopwatch.Frequency / times.Calls;
        }

        // One column for all cases, independent of the head width.
        return new(item.Name, [.. times.Names.Select(name => HeadWidth().Replace(name, "√c"))], microseconds);
    }
}
#endif
