using System.Text.Json;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Peers;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The child's side: measures cases beside the peak with the instruction sets that the parent left on.</summary>
internal static class BodyWorker
{
    public static void Run(Settings settings)
    {
        using PeerSet noPeers = PeerSet.None(Folders.Find());
        List<BodyResult> results = [];
        foreach (Case item in CaseList.Select(settings.Cases))
        {
            CaseRun run = CaseRun.Measure(item, noPeers, settings.Pace);
            results.Add(new(
                item.Name,
                item.Body,
                PeakLoop.Name,
                run.PeakGigaflops,
                run.Ours.Times.Median,
                run.Ours.Times.Minimum,
                run.OfPeak.Median,
                run.OfPeakOfMinima));
        }

        Console.WriteLine(JsonSerializer.Serialize(results));
    }
}
