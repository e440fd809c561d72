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

Report report;
try
{
    IReadOnlyList<Build> builds = new BuildMaker(Repository.Find()).MakeAll();
    report = Report.Of(Measurement.Run(builds, command.Rounds), command.Rounds);
}
catch (InvalidOperationException exception)
{
    // A publish or a run that failed: no linker, for example. Nothing is written, so that nothing old or partial is taken for a result.
    Console.Error.WriteLine("FAILED: " + exception.Message);
    return 1;
}

ConsoleTable.Write(Console.Out, report);
if (command.Output is { } file)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
    JsonSerializerOptions options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };
    File.WriteAllText(file, JsonSerializer.Serialize(report, options) + "\n");
}

string[] failures = [.. Checks.Failures(report)];
foreach (string failure in failures)
{
    Console.Error.WriteLine("FAILED: " + failure);
}

return failures.Length == 0 ? 0 : 1;
