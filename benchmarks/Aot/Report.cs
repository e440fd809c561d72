using System.Runtime.InteropServices;

namespace ShapeGen.AotMeasurement;

/// <summary>What is written as JSON. README.md says what each number is.</summary>
internal sealed record Report(MachineReport Machine, int Rounds, IReadOnlyList<BuildReport> Builds, IReadOnlyList<RatioReport> Ratios)
{
    public static Report Of(IReadOnlyList<Measurement> measurements, int rounds)
    {
        Dictionary<string, Measurement> byKey = measurements.ToDictionary(measurement => measurement.Build.Key);
        return new(
            MachineReport.Here(),
            rounds,
            [.. measurements.Select(BuildReport.Of)],
            [.. from pair in Keys.Compared
                from name in Measurement.Cases
                let times = byKey[pair.Build].Times(name)
                let reference = byKey[pair.Reference].Times(name)
                select new RatioReport(
                    name, pair.Build, pair.Reference, Statistics.Ratio(times, reference), Minimum(times) / Minimum(reference))]);
    }

    public static double Minimum(IReadOnlyList<TimeSample> times) => times.Min(sample => sample.Microseconds.Min());
}

internal sealed record MachineReport(string Processor, string OperatingSystem, string Runtime, DateTimeOffset Date)
{
    public static MachineReport Here() =>
        new(ProcessorName(), RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, DateTimeOffset.UtcNow);

    private static string ProcessorName()
    {
        const string Processors = "/proc/cpuinfo";
        string? line = File.Exists(Processors) ? File.ReadLines(Processors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

internal sealed record BuildReport(
    string Key, string Title, string Body, double LargestDifference, IReadOnlyList<CaseReport> Cases, long CodeBytes, double StartMilliseconds,
    double StartMillisecondsMinimum, long PeakBytes)
{
    public static BuildReport Of(Measurement measurement) => new(
        measurement.Build.Key,
        measurement.Build.Title,
        measurement.Starts.Select(start => start.Body).Distinct().Single(),
        measurement.Starts.Max(start => start.Difference),
        [.. Measurement.Cases.Select(name => CaseReport.Of(name, measurement.Times(name)))],
        measurement.Build.CodeBytes,
        Statistics.Median(measurement.Starts.Select(start => start.Milliseconds)),
        measurement.Starts.Min(start => start.Milliseconds),
        (long)Statistics.Median(measurement.Starts.Select(start => (double)start.PeakBytes)));
}

internal sealed record CaseReport(string Name, double Median, double Minimum, long BytesAllocated)
{
    public static CaseReport Of(string name, IReadOnlyList<TimeSample> times) => new(
        name,
        Statistics.Median(times.SelectMany(sample => sample.Microseconds)),
        Report.Minimum(times),
        times.Max(sample => sample.Bytes));
}

internal sealed record RatioReport(string Case, string Build, string Reference, double OfMedians, double OfMinima);
