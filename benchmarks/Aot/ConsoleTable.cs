namespace ShapeGen.AotMeasurement;

/// <summary>The report for people.</summary>
internal static class ConsoleTable
{
    public static void Write(TextWriter writer, Report report)
    {
        writer.WriteLine($"{report.Machine.Processor}, {report.Machine.OperatingSystem}, {report.Machine.Runtime}, {report.Rounds} rounds");
        writer.WriteLine();
        writer.WriteLine($"{"",-22}  {"body",-9}{string.Concat(Measurement.Cases.Select(name => $"{name + " µs",12}{"minimum",10}"))}{"start ms",10}{"peak MiB",10}{"code KiB",10}");
        foreach (BuildReport build in report.Builds)
        {
            string times = string.Concat(build.Cases.Select(timed => $"{timed.Median,12:F1}{timed.Minimum,10:F1}"));
            writer.WriteLine(
                $"{build.Title,-22}  {build.Body,-9}{times}{build.StartMilliseconds,10:F1}{build.PeakBytes / 1048576.0,10:F1}{build.CodeBytes / 1024,10}");
        }

        writer.WriteLine();
        writer.WriteLine($"{"time divided by",-46}{"case",-8}{"medians",9}{"minima",9}");
        Dictionary<string, string> titles = report.Builds.ToDictionary(build => build.Key, build => build.Title);
        foreach (RatioReport ratio in report.Ratios)
        {
            writer.WriteLine($"{titles[ratio.Build] + " / " + titles[ratio.Reference],-46}{ratio.Case,-8}{ratio.OfMedians,9:F3}{ratio.OfMinima,9:F3}");
        }
    }
}
