using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Launching;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Whole processes, from their start to the first result, to the hundredth, and to the ten thousandth.</summary>
internal sealed class StartSection : Section
{
    private const string Judged = "seed";
    private const double MillisecondsAboveEmpty = 25;
    private const double MebibytesAboveEmpty = 12;

    /// <summary>Milliseconds, of MiniLM's shape with the file in the page cache.</summary>
    private const double EmbeddingAboveEmpty = 60;

    /// <summary>Peak memory must be at most this fraction of the weights plus this number of MiB.</summary>
    private const double MemoryOfWeights = 1.2, MemoryBeside = 15;

    /// <summary>As the programs count (Programs/Results.cs).</summary>
    private const int Hundred = 100, TenThousand = 10_000;

    /// <summary>Ten thousand results of a large model take most of a minute.</summary>
    private const int LargeLaunches = 1;

    public override string Name => "start";

    public override string Title => "Start";

    public override void Run(Session session, Report report)
    {
        ProgramMaker maker = new(session);
        List<string> missing = [];
        MeasuredProgram? ours = null, readyToRun = null, onnxRuntime = null;
        MeasuredProgram empty = Program("empty program", ProgramMaker.EmptyIn(maker.Empty()));
        MeasuredProgram project = Program("ShapeGen, runtime not precompiled", ProgramMaker.EncodersIn(maker.WithProject()));
        Try("ShapeGen's package", () =>
        {
            maker.Pack();
            ours = Program("ShapeGen", ProgramMaker.EncodersIn(maker.WithPackage()));
            readyToRun = Program("ShapeGen, ReadyToRun", ProgramMaker.EncodersIn(maker.WithPackageReadyToRun()));
        });
        if (session.Peers is not null)
        {
            Try("ONNX Runtime", () => onnxRuntime = Program("ONNX Runtime", ProgramMaker.OnnxRuntimeIn(maker.OnnxRuntime())));
        }

        report.Paragraph("""
            Milliseconds from creating a process to its first result (including loading the checkpoint), to its 100th and to its 10,000th: the median of
            the launches and, in brackets, the fastest. "Above" is the difference from an empty .NET program. Memory is the peak resident memory until
            the first result. "ShapeGen" is a program built with the package, whose runtime is precompiled; in "ReadyToRun" the program's own code is
            precompiled too.
            """);

        Pace pace = session.Settings.Pace;
        foreach ((string name, int launches, MeasuredProgram?[] programs) in new[]
        {
            (Judged, pace.Launches, new[] { empty, ours, project, readyToRun, onnxRuntime }),
            ("minilm", Math.Min(pace.Launches, LargeLaunches), [empty, ours, onnxRuntime]),
        })
        {
            Measure(name, launches, [.. programs.OfType<MeasuredProgram>()]);
        }

        if (ours is not null)
        {
            MeasureWholeModel(session, report, empty, ours);
        }

        foreach (string sentence in missing)
        {
            report.Paragraph(sentence);
        }

        static MeasuredProgram Program(string name, string path) => new(name, path, []);

        void Try(string what, Action make)
        {
            try
            {
                make();
            }
            catch (BuildFailedException exception)
            {
                missing.Add($"{what} was not measured completely: {exception.Message}");
            }
        }

        void Measure(string name, int launches, IReadOnlyList<MeasuredProgram> programs)
        {
            CaseFiles files = CaseFiles.Write(name, session);
            int count = pace.IsQuick ? Hundred : TenThousand;
            Session.Say($"   {name}: {launches} launches of each");

            // Not counted: this brings the files into the page cache, and a program that cannot run fails early.
            foreach (MeasuredProgram program in programs)
            {
                Launch(program, 1);
            }

            Launches[] all = [.. Turns.Run(programs, launches, program => Launch(program, count)).Select(results => new Launches(results))];
            report.Table(
                [$"{name}, {launches} launches", "1st", "above", "100th", "10,000th", "peak MiB", "above"],
                programs.Select((program, i) => (string[])
                [
                    program.Name, all[i].Milliseconds(0), Text.Number(all[i].First.Median - all[0].First.Median), all[i].Milliseconds(1), all[i].Milliseconds(2),
                    Text.Number(all[i].Mebibytes.Median), Text.Number(all[i].Mebibytes.Median - all[0].Mebibytes.Median),
                ]));

            // A large model's memory is its weights.
            int index = programs.ToList().IndexOf(ours!);
            if (name == Judged && index >= 0)
            {
                report.TargetAtMost($"{name}: first result above an empty program, ms", MillisecondsAboveEmpty, all[index].First.Median - all[0].First.Median, Text.Number);
                report.TargetAtMost($"{name}: peak memory above an empty program, MiB", MebibytesAboveEmpty, all[index].Mebibytes.Median - all[0].Mebibytes.Median, Text.Number);
            }

            LaunchResult Launch(MeasuredProgram program, int results)
            {
                LaunchResult result = program.Launch(
                    program == empty ? [] : program == onnxRuntime ? files.OnnxRuntimeArguments(results) : files.ResultArguments(results));
                return result.Difference <= files.Tolerance
                    ? result
                    : throw new FailedException($"{name}: {program.Name} differs from this process by {result.Difference:0.0e+0}, more than {files.Tolerance:0.0e+0}.");
            }
        }
    }

    /// <summary>From the start of a process to the first embedding of MiniLM, with its file in the page cache.</summary>
    private static void MeasureWholeModel(Session session, Report report, MeasuredProgram empty, MeasuredProgram ours)
    {
        ModelFiles files = ModelFiles.Write(ModelCases.All[0], session);
        Session.Say($"   {files.Name}");
        IReadOnlyList<IReadOnlyList<LaunchResult>> results = Turns.Run(
            [empty, ours],
            session.Settings.Pace.Launches,
            program => program == empty ? program.Launch() : Checked(program.Launch(files.ResultArguments(1))));
        Launches none = new(results[0]), first = new(results[1]);
        double weights = files.WeightBytes / (double)(1 << 20);
        report.Paragraph($"`{files.Name}`, a whole model with {Text.Number(weights)} MiB of weights: the time from the start of a process to its first embedding, and the peak resident memory until then.");
        report.Table(
            ["", "first, ms", "above, ms", "memory, MiB"],
            [
                [empty.Name, none.Milliseconds(0), Text.None, Text.Number(none.Mebibytes.Median)],
                [ours.Name, first.Milliseconds(0), Text.Number(first.First.Median - none.First.Median), Text.Number(first.Mebibytes.Median)],
            ]);
        report.TargetAtMost($"{files.Name}: first embedding above an empty program, ms", EmbeddingAboveEmpty, first.First.Median - none.First.Median, Text.Number);
        report.TargetAtMost($"{files.Name}: peak memory, MiB", (MemoryOfWeights * weights) + MemoryBeside, first.Mebibytes.Median, Text.Number);

        LaunchResult Checked(LaunchResult result) => result.Difference <= files.Tolerance
            ? result
            : throw new FailedException($"{files.Name}: the program differs from this process by {result.Difference:0.0e+0}, more than {files.Tolerance:0.0e+0}.");
    }

    /// <summary>All launches of a program.</summary>
    private sealed class Launches(IReadOnlyList<LaunchResult> results)
    {
        public Series First { get; } = new([.. results.Select(result => result.Milliseconds[0])]);

        public Series Mebibytes { get; } = new([.. results.Select(result => result.PeakBytes / (double)(1 << 20))]);

        public string Milliseconds(int milestone)
        {
            if (results[0].Milliseconds.Count <= milestone)
            {
                return Text.None;
            }

            Series times = new([.. results.Select(result => result.Milliseconds[milestone])]);
            return $"{Text.Number(times.Median)} ({Text.Number(times.Minimum)})";
        }
    }
}
