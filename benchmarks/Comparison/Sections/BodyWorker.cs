using System.Text.Json;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The child process: measures cases and the peak with the instruction sets that the parent left on.</summary>
internal static class BodyWorker
{
    public static void Run(Settings settings)
    {
        List<BodyResult> results = [];
        foreach (Case item in CaseList.Select(settings.Cases))
        {
            CaseRun run = CaseRun.Measure(item, settings.Pace);
            results.Add(new(
                item.Name,
                item.Body,
                PeakLoop.Name,
                run.PeakGigaflops,
                run.Ours.Times.Median,
                run.Ours.Times.Minimum,
                run.OfLimit.Median,
                run.OfLimitOfMinima));
        }

        Console.WriteLine(JsonSerializer.Serialize(results));
    }
}
