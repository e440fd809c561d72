using ShapeGen.Comparison.Launching;
using ShapeGen.Comparison.Processes;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The effect of native AOT on speed, size and start: one program, published for the JIT and by the AOT compiler; the processes alternate.</summary>
internal sealed class NativeAotSection : Section
{
    /// <summary>As fast as the JIT, within 5 %.</summary>
    private const double SlowestRatio = 1.05;

    private const int Rounds = 7;
    private const int StartsPerRound = 3;

    /// <summary>
    /// Without AVX, the JIT has the same instructions as the AOT compiler by default: the 128-bit code with SSE's two-operand instructions, which
    /// needs more of them. (Turning off only AVX2 would leave AVX's.)
    /// </summary>
    private const string AvxSwitch = "DOTNET_EnableAVX";

    private const string Body128 = "Vector128";

    private static readonly string[] Names = ["seed", "minilm"];

    public override string Name => "native-aot";

    public override string Title => "Native AOT";

    public override void Run(Session session, Report report)
    {
        Build[] builds;
        try
        {
            builds = [.. MakeBuilds(new(session))];
        }
        catch (BuildFailedException exception)
        {
            report.Paragraph($"Not measured: {exception.Message}");
            return;
        }

        CaseFiles[] files = [.. Names.Select(name => CaseFiles.Write(name, session))];
        int rounds = session.Settings.Pace.IsQuick ? 1 : Rounds;
        Session.Say($"   {rounds} rounds");
        Measurement[] found = [.. builds.Select(build => new Measurement(
            build, build.Program.Launch(files[0].ResultArguments(1))))];
        foreach (Measurement measurement in found)
        {
            Check(measurement, found[0].Sample.Body, files[0].Tolerance);
        }

        for (int i = 0; i < Names.Length; i++)
        {
            IReadOnlyList<IReadOnlyList<(IReadOnlyList<double> Microseconds, long Bytes)>> times = Turns.Run(found, rounds, measurement => measurement.Build.Program.Time(files[i].TimeArguments()));
            for (int build = 0; build < found.Length; build++)
            {
                found[build].Add(times[build]);
            }
        }

        IReadOnlyList<IReadOnlyList<LaunchResult>> starts = Turns.Run(found, rounds * StartsPerRound, measurement => measurement.Build.Program.Launch(files[0].ResultArguments(1)));
        Write(report, found, starts, rounds);
    }

    /// <summary>The second is compared with the first, the fourth with the third.</summary>
    private static IEnumerable<Build> MakeBuilds(ProgramMaker maker)
    {
        string jit = maker.PublishForJit();
        string native = maker.PublishNative("aot-native", "-p:IlcInstructionSet=native");
        string standard = maker.PublishNative("aot-default");
        yield return new(new("JIT", ProgramMaker.EncodersIn(jit), []), jit, IsNarrow: false);
        yield return new(new("AOT, native", ProgramMaker.EncodersIn(native), []), native, IsNarrow: false);
        yield return new(new("JIT, no AVX", ProgramMaker.EncodersIn(jit), [], (AvxSwitch, "0")), jit, IsNarrow: true);
        yield return new(new("AOT, default", ProgramMaker.EncodersIn(standard), []), standard, IsNarrow: true);
    }

    /// <summary>Checks the conditions under which the numbers are valid.</summary>
    private static void Check(Measurement found, string widest, double tolerance)
    {
        string expected = found.Build.IsNarrow ? Body128 : widest;
        if (found.Sample.Body != expected)
        {
            throw new FailedException($"{found.Build.Program.Name} runs {found.Sample.Body} and not {expected}.");
        }

        // Written so that NaN fails too.
        if (!(found.Sample.Difference <= tolerance))
        {
            throw new FailedException($"{found.Build.Program.Name} differs from this process by {found.Sample.Difference:0.0e+0}, more than {tolerance:0.0e+0}.");
        }
    }

    private static void Write(Report report, Measurement[] found, IReadOnlyList<IReadOnlyList<LaunchResult>> starts, int rounds)
    {
        report.Paragraph($"One program, published in four ways. The processes run alternately, {rounds} times each. Code is the program with its libraries. Start is the time to the first result of the case `seed`.");
        report.Table(
            ["build", "body", .. Names.SelectMany(name => (string[])[$"{name}, µs", "median"]), "bytes", "start, ms", "min", "peak, MiB", "code, KiB"],
            found.Select((measurement, i) =>
            {
                Series start = new([.. starts[i].Select(result => result.Milliseconds[0])]), peak = new([.. starts[i].Select(result => (double)result.PeakBytes)]);
                return (string[])
                [
                    measurement.Build.Program.Name, measurement.Sample.Body,
                    .. measurement.Minima.Zip(measurement.Medians, (minima, medians) => (string[])[Text.Number(minima.Minimum), Text.Number(medians.Median)]).SelectMany(cells => cells),
                    Text.Bytes(measurement.Bytes), Text.Number(start.Median), Text.Number(start.Minimum), Text.Mebibytes(peak.Median),
                    Text.Number(MeasuredProgram.CodeBytes(measurement.Build.Folder) / 1024.0),
                ];
            }),
            textColumns: 2);

        report.Paragraph("Time divided by that of the JIT with the same instructions; below 1 is faster. The ratio of the fastest rounds, and in brackets the median over all rounds.");
        report.Table(
            ["", "case", "ratio", "target", ""],
            new (Measurement Measured, Measurement Reference, bool IsJudged)[] { (found[1], found[0], true), (found[3], found[2], false) }.SelectMany(pair => Names.Select((name, i) =>
            {
                string title = $"{pair.Measured.Build.Program.Name} ÷ {pair.Reference.Build.Program.Name}";
                double minima = pair.Measured.Minima[i].Minimum / pair.Reference.Minima[i].Minimum;
                double medians = pair.Measured.Medians[i].With(pair.Reference.Medians[i], (measured, reference) => measured / reference).Median;
                bool? met = pair.IsJudged ? report.TargetAtMost($"{title}, {name}", SlowestRatio, minima, Text.Ratio) : null;
                return (string[])[title, name, $"{Text.Ratio(minima)} ({Text.Ratio(medians)})", pair.IsJudged ? $"≤ {Text.Ratio(SlowestRatio)}" : "", pair.IsJudged ? Text.Met(met) : ""];
            })),
            textColumns: 2);
    }

    /// <summary>The program, published one way.</summary>
    private sealed record Build(MeasuredProgram Program, string Folder, bool IsNarrow);

    /// <summary>The measurements of a build.</summary>
    private sealed class Measurement(Build build, LaunchResult sample)
    {
        private readonly List<Series> _medians = [];
        private readonly List<Series> _minima = [];

        public Build Build { get; } = build;

        public LaunchResult Sample { get; } = sample;

        /// <summary>By case: the median of each process.</summary>
        public IReadOnlyList<Series> Medians => _medians;

        /// <summary>By case: the fastest round of each process.</summary>
        public IReadOnlyList<Series> Minima => _minima;

        /// <summary>The most bytes that all calls of a process allocated.</summary>
        public long Bytes { get; private set; }

        /// <summary>Adds a case.</summary>
        public void Add(IReadOnlyList<(IReadOnlyList<double> Microseconds, long Bytes)> processes)
        {
            _medians.Add(new([.. processes.Select(process => new Series(process.Microseconds).Median)]));
            _minima.Add(new([.. processes.Select(process => new Series(process.Microseconds).Minimum)]));
            Bytes = Math.Max(Bytes, processes.Max(process => process.Bytes));
        }
    }
}
