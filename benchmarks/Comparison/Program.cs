// Compares ShapeGen with ONNX Runtime, PyTorch and the peak of the core, and writes docs/performance.md.

using System.Globalization;
using ShapeGen;
using ShapeGen.Comparison;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Sections;

#if STAGES
Action<Settings> work = StageWorker.Run;
#else
Action<Settings> work = BodyWorker.Run;
#endif

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return new CommandLine().Run(args, Measure, work);
}
catch (Exception exception) when (exception is ArgumentException or FailedException or CheckpointException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static int Measure(Settings settings)
{
    IReadOnlyList<Section> sections = SectionList.Select(settings.Sections);
    Session session = new(settings);
    Document document = new(session);
    foreach (Section section in sections)
    {
        Session.Say($"== {section.Title}");
        Report report = new();
        section.Run(session, report);
        Console.WriteLine(report.Text);
        document.Add(section, report);
    }

    document.Write();
    return 0;
}
