using ShapeGen.Comparison.Launching;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Whole processes, from their start to the first answer of the seed's encoder.</summary>
internal sealed class StartSection : Section
{
    private const double MillisecondsAboveEmpty = 25;
    private const double MebibytesAboveEmpty = 12;
    private const int MemoryLaunches = 5;

    public override string Name => "start";

    public override string Title => "Start";

    public override void Run(Session session, Report report)
    {
        StartPrograms found = new(session);
        IReadOnlyList<StartProgram> programs = found.Find();
        int launches = session.Settings.Pace.Launches;
        Session.Say($"   {launches} launches of each");

        foreach (StartProgram program in programs)
        {
            program.Time();
        }

        Series[] times = InTurns(programs, launches, program => program.Time());
        Series[] memory = InTurns(programs, Math.Min(launches, MemoryLaunches), program => program.PeakMemory() / (double)(1 << 20));

        report.Paragraph(
            $"Whole processes from creation to end: load the seed's encoder, answer once. {launches} launches of each, in turns; the peak of resident memory from {memory[0].Values.Count} more. \"Above\" is what it has beyond an empty .NET program. \"ShapeGen\" is a program that was built with the package, whose runtime is precompiled; \"ReadyToRun\" was published so that its own code is too.");
        report.Table(
            ["program", "ms", "min", "above", "peak MiB", "min", "above"],
            programs.Select((program, i) => (string[])
            [
                program.Name, Text.Number(times[i].Median), Text.Number(times[i].Minimum), Text.Number(times[i].Median - times[0].Median),
                Text.Number(memory[i].Median), Text.Number(memory[i].Minimum), Text.Number(memory[i].Median - memory[0].Median),
            ]));
        foreach (string missing in found.Missing)
        {
            report.Paragraph(missing);
        }

        int ours = programs.ToList().FindIndex(program => program.Name == StartPrograms.OursName);
        if (ours < 0)
        {
            return;
        }

        report.TargetAtMost("start above an empty program, ms", MillisecondsAboveEmpty, times[ours].Median - times[0].Median, Text.Number);
        report.TargetAtMost("peak memory above an empty program, MiB", MebibytesAboveEmpty, memory[ours].Median - memory[0].Median, Text.Number);
    }

    private static Series[] InTurns(IReadOnlyList<StartProgram> programs, int launches, Func<StartProgram, double> measure)
    {
        double[][] values = [.. programs.Select(_ => new double[launches])];
        for (int launch = 0; launch < launches; launch++)
        {
            for (int turn = 0; turn < programs.Count; turn++)
            {
                int index = (launch + turn) % programs.Count;
                values[index][launch] = measure(programs[index]);
            }
        }

        return [.. values.Select(series => new Series(series))];
    }
}
