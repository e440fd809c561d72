// Measures what native AOT does to ShapeGen's models; see README.md.

using System.Globalization;
using System.Text.Json;
using ShapeGen.AotMeasurement;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (CommandLine.Parse(args) is not { } command)
{
    Console.Error.WriteLine("Usage: ShapeGen.AotMeasurement [--output FILE.json] [--rounds N]");
    return 2;
}

IReadOnlyList<Build> builds = new BuildMaker(Repository.Find()).MakeAll();
Report report = Report.Of(Measurement.Run(builds, command.Rounds), command.Rounds);
ConsoleTable.Write(Console.Out, report);
if (command.Output is { } file)
{
    JsonSerializerOptions options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };
    File.WriteAllText(file, JsonSerializer.Serialize(report, options) + "\n");
}

string[] failures = [.. Checks.Failures(report)];
foreach (string failure in failures)
{
    Console.Error.WriteLine("FAILED: " + failure);
}

return failures.Length == 0 ? 0 : 1;
