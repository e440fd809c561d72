using System.Text.Json;
using ShapeGen.Comparison.NativeAot;
using ShapeGen.Comparison.Processes;
using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>What native AOT does to speed, size and start. benchmarks/Aot publishes and measures; this writes down what it found.</summary>
internal sealed class NativeAotSection : Section
{
    /// <summary>As fast as the JIT, within 5 %.</summary>
    private const double SlowestRatio = 1.05;

    private const int QuickRounds = 1;

    /// <summary>
    /// The pair that has a target. With default settings only the body matters, which benchmarks/Aot asserts; the JIT without AVX, which has
    /// the same instructions to choose from, says what that body can do.
    /// </summary>
    private static readonly (string Build, string Reference) Judged = ("aot_native", "jit");

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public override string Name => "native-aot";

    public override string Title => "Native AOT";

    public override void Run(Session session, Report report)
    {
        string file = Path.Combine(session.Folders.Work, "aot.json");
        File.Delete(file);
        string[] rounds = session.Settings.Pace.IsQuick ? ["--rounds", $"{QuickRounds}"] : [];
        ChildResult child = Child.Run(
            Path.Combine(session.Folders.BuiltProject("Aot"), "ShapeGen.AotMeasurement" + (OperatingSystem.IsWindows() ? ".exe" : "")),
            ["--output", file, .. rounds],
            session.Folders.Repository);
        if (!File.Exists(file))
        {
            report.Paragraph($"Not measured: {child.Reason}");
            return;
        }

        Write(JsonSerializer.Deserialize<AotReport>(File.ReadAllText(file), Json)!, report);
        if (!child.Succeeded)
        {
            report.Paragraph($"**{child.Reason}**");
        }
    }

    private static void Write(AotReport found, Report report)
    {
        report.Paragraph($"One program, published in each of these ways, run in turns, process by process, {found.Rounds} times ([benchmarks/Aot](../benchmarks/Aot/README.md)). Code is the program with its libraries.");
        string[] cases = [.. found.Builds[0].Cases.Select(item => item.Name)];
        report.Table(
            ["build", "body", .. cases.SelectMany(name => (string[])[$"{name}, µs", "min"]), "start, ms", "min", "peak, MiB", "code, KiB"],
            found.Builds.Select(build => (string[])
            [
                build.Title, build.Body, .. build.Cases.SelectMany(item => (string[])[Text.Number(item.Median), Text.Number(item.Minimum)]),
                Text.Number(build.StartMilliseconds), Text.Number(build.StartMillisecondsMinimum), Text.Mebibytes(build.PeakBytes), Text.Number(build.CodeBytes / 1024.0),
            ]),
            textColumns: 2);

        Dictionary<string, string> titles = found.Builds.ToDictionary(build => build.Key, build => build.Title);
        report.Paragraph("Time divided by that of a JIT; below 1 is faster. In brackets the ratio of the fastest calls.");
        report.Table(
            ["", "case", "ratio", "target", ""],
            found.Ratios.Select(ratio =>
            {
                bool judged = (ratio.Build, ratio.Reference) == Judged;
                bool? met = judged
                    ? report.TargetAtMost($"{titles[ratio.Build]} ÷ {titles[ratio.Reference]}, {ratio.Case}", SlowestRatio, ratio.OfMedians, Text.Ratio)
                    : null;
                return (string[])
                [
                    $"{titles[ratio.Build]} ÷ {titles[ratio.Reference]}", ratio.Case, $"{Text.Ratio(ratio.OfMedians)} ({Text.Ratio(ratio.OfMinima)})",
                    judged ? $"≤ {Text.Ratio(SlowestRatio)}" : "", judged ? Text.Met(met) : "",
                ];
            }),
            textColumns: 2);
    }
}
