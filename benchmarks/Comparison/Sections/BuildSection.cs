using System.Diagnostics;
using System.Text.Json;
using ShapeGen.Comparison.Launching;
using ShapeGen.Comparison.Processes;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The generator's cost in an editor, at each keystroke, and in a build. The child process benchmarks/Editor measures it.</summary>
internal sealed class BuildSection : Section
{
    private const int ManyModels = 200;
    private const double MillisecondsOfKeystroke = 1;
    private const double MillisecondsOfAnalyzers = 1;
    private const double MegabytesHeld = 30;
    private const int KeystrokesPerRound = 3;
    private const double TenToThree = 1.5;
    private const double TenToOneAdded = 1.5;

    /// <summary>How the compiler is given the generator, and the milliseconds that the first model of a process may take then.</summary>
    private static readonly (string Name, double Milliseconds)[] GeneratorForms = [("as IL", 150), ("precompiled", 80)];

    /// <summary>As benchmarks/Editor compiles.</summary>
    private static readonly int[] Compiled = [0, 1, 3, 10];

    /// <summary>Different encoders, which share few kernel tiles and no sizes.</summary>
    private static readonly string[] Encoders =
    [
        "Embed = 64, Heads = 8, Ffn = 128",
        "Embed = 120, Heads = 8, Ffn = 240",
        "Embed = 144, Heads = 4, Ffn = 288",
        "Embed = 240, Heads = 4, Ffn = 480",
        "Embed = 192, Heads = 3, Ffn = 768",
        "Embed = 384, Heads = 12, Ffn = 1536, Layers = 6",
        "Embed = 768, Heads = 12, Ffn = 3072, Activation = Activation.Gelu",
        "Embed = 62, Heads = 2, Ffn = 94, Activation = Activation.Relu",
        "Embed = 256, Heads = 8, Ffn = 512, Norm = NormPlacement.Post",
        "Embed = 64, Heads = 1, Ffn = 128, Mask = AttentionMask.Causal, NormKind = NormKind.Rms",
    ];

    public override string Name => "build";

    public override string Title => "Editor and build";

    public override void Run(Session session, Report report)
    {
        string editor = session.Folders.BuiltProject("Editor"), precompiled;
        SdkCompiler compiler;
        try
        {
            precompiled = WithPrecompiledGenerator(session, editor);
            compiler = SdkCompiler.Find(session.Folders, precompiled);
        }
        catch (BuildFailedException exception)
        {
            report.Paragraph($"Not measured: {exception.Message}");
            return;
        }

        Pace pace = session.Settings.Pace;
        Keystrokes(report, Measure<KeystrokeResult[]>("keystroke", KeystrokesPerRound * pace.Rounds));
        Analyzers(report, Measure<KeystrokeResult[]>("analyzers", pace.Rounds));
        Cold(report, Turns.Run([editor, precompiled], pace.IsQuick ? 3 : 11, folder => Measure<ColdResult>("cold", 1, folder)));
        Memory(report, Measure<MemoryResult>("memory", ManyModels));
        Compilations(
            report,
            Processes(compiler, pace.IsQuick ? 3 : 9),
            Measure<CompileResult[]>("compile", pace.IsQuick ? 3 : 15),
            [.. Compiled.Select(models => models == 0 ? new(0, 0, 0, 0) : Measure<SizeResult>("sizes", models))]);

        T Measure<T>(string what, int count, string? folder = null)
        {
            Session.Say($"   {what} {count}");
            ChildResult child = Child.Run(
                Folders.Executable(folder ?? editor, "ShapeGen.Comparison.Editor"), [compiler.Folder, what, $"{count}"], session.Folders.Repository);
            return child.Succeeded
                ? JsonSerializer.Deserialize<T>(child.Output)!
                : throw new FailedException($"benchmarks/Editor could not measure '{what}': {child.Reason}");
        }
    }

    private static void Keystrokes(Report report, KeystrokeResult[] results)
    {
        report.Paragraph("""
            A keystroke in one of 300 files without models: milliseconds in the compiler's generator driver, of the fastest round and, in brackets, of
            the median. "Compiler's own" is an empty generator that looks for the same attributes and writes one line for each; the compiler
            binds them again after each edit. "Added" is the difference of the fastest rounds, and in brackets the median of the differences. No
            source was generated again.
            """);
        Added(report, results, $"a keystroke beside {ManyModels} models: added, ms", MillisecondsOfKeystroke);
    }

    private static void Analyzers(Report report, KeystrokeResult[] results)
    {
        report.Paragraph("""
            The analysis of the edited file after each keystroke. With 10 and 200 models the file calls five of them, in constructors, loops and
            handlers, with spans, lengths and scratch. "Compiler's own" is an empty analyzer that registers for the same calls and types; the compiler
            binds them again after each edit. In each round the analyzers report exactly the mistakes in that file.
            """);
        Added(report, results, $"the analyzers after a keystroke beside {ManyModels} models: added, ms", MillisecondsOfAnalyzers);
    }

    /// <summary>Our time compared with the compiler's own, and the target for the difference with many models.</summary>
    private static void Added(Report report, KeystrokeResult[] results, string target, double most) => report.Table(
        ["models", "compiler's own", "with ShapeGen", "added"],
        results.Where(result => result.IsOurs).Select(ours =>
        {
            Series with = new(ours.Milliseconds), own = new(results.Single(result => result.Models == ours.Models && !result.IsOurs).Milliseconds);
            if (ours.Models == ManyModels)
            {
                report.TargetAtMost(target, most, with.Minimum - own.Minimum, Text.Number);
            }

            return (string[])[$"{ours.Models}", Both(own), Both(with), Beyond(with, own)];
        }));

    /// <summary>The difference of two times: of the fastest rounds, and in brackets the median over all rounds.</summary>
    private static string Beyond(Series with, Series own) => $"{Text.Number(with.Minimum - own.Minimum)} ({Text.Number(with.With(own, (all, part) => all - part).Median)})";

    /// <param name="report">What is written.</param>
    /// <param name="launches">The launches with the IL, and those with the package's precompiled generator.</param>
    private static void Cold(Report report, IReadOnlyList<IReadOnlyList<ColdResult>> launches)
    {
        report.Paragraph($"""
            The first model that a compiler process generates, and the next one: milliseconds more than an empty generator, which ran before. "JIT" is the
            JIT's part of the first model. The package contains the generator precompiled for this system; as IL, the JIT compiles it during the run.
            {launches[0].Count} launches of each, alternating; the fastest, and in brackets the median.
            """);
        report.Table(
            ["generator", "first, ms", "next, ms", "JIT, ms", "methods", "IL, KB"],
            GeneratorForms.Zip(launches, (form, all) => (string[])
            [
                form.Name, Beyond(First(all), Own(all)), Beyond(Of(all, launch => launch.Second), Own(all)), Both(Of(all, launch => launch.Jit)),
                $"{all[0].Methods}", Text.Number(all[0].IntermediateBytes / 1e3),
            ]));
        foreach (((string name, double milliseconds), IReadOnlyList<ColdResult> all) in GeneratorForms.Zip(launches))
        {
            report.TargetAtMost($"the first model of a process, generator {name}: added, ms", milliseconds, First(all).Minimum - Own(all).Minimum, Text.Number);
        }

        static Series Of(IReadOnlyList<ColdResult> all, Func<ColdResult, double> number) => new([.. all.Select(number)]);

        static Series First(IReadOnlyList<ColdResult> all) => Of(all, launch => launch.First);

        static Series Own(IReadOnlyList<ColdResult> all) => Of(all, launch => launch.CompilersOwn);
    }

    /// <summary>The measuring program with the package's precompiled generator instead of the IL.</summary>
    /// <exception cref="BuildFailedException">The package cannot be built, or has no image for this system.</exception>
    private static string WithPrecompiledGenerator(Session session, string editor)
    {
        ProgramMaker maker = new(session);
        maker.Pack();
        string generator = maker.PrecompiledGenerator() ?? throw new BuildFailedException("the package has no precompiled generator for this system.");
        string folder = Path.Combine(session.Folders.Work, "editor-precompiled");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(editor))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        File.Copy(generator, Path.Combine(folder, Path.GetFileName(generator)), overwrite: true);
        return folder;
    }

    private static void Memory(Report report, MemoryResult result)
    {
        double megabytes = result.Bytes / 1e6;
        report.Paragraph($"An editor holds {Text.Number(megabytes)} MB for the generated code of {result.Models} different encoders.");
        report.TargetAtMost($"held for {result.Models} models, MB", MegabytesHeld, megabytes, Text.Number);
    }

    private static void Compilations(Report report, IReadOnlyList<Series> processes, CompileResult[] warm, IReadOnlyList<SizeResult> sizes)
    {
        report.Paragraph("""
            A project with this number of different encoders and nothing else. "Process" starts a new compiler, with the analyzers of a project from the
            template; "warm" is only the compilation, in a process that has compiled before, as in the compiler server. The fastest, and in
            brackets the median. Lines and IL count all generated code, including the kernels that the encoders share.
            """);
        report.Table(
            ["encoders", "process, s", "warm, ms", "lines", "source, KB", "IL, KB"],
            Compiled.Select((models, i) => (string[])
            [
                $"{models}", Both(processes[i]), Both(new(warm[i].Milliseconds)), $"{sizes[i].Lines}",
                Text.Number(sizes[i].Characters / 1e3), Text.Number(sizes[i].IntermediateBytes / 1e3),
            ]));
        double added = (sizes[^1].Lines - sizes[1].Lines) / (double)(Compiled[^1] - Compiled[1]);
        double code = (sizes[^1].IntermediateBytes - sizes[1].IntermediateBytes) / 1e3 / (Compiled[^1] - Compiled[1]);
        report.Paragraph($"Each encoder after the first adds {Text.Number(added)} lines and {Text.Number(code)} KB of IL, including the kernels that only it needs.");
        report.TargetAtMost("compiling ten encoders ÷ three", TenToThree, processes[3].Minimum / processes[2].Minimum, Text.Ratio);
        report.TargetAtMost(
            "what ten encoders add to compiling ÷ what one adds", TenToOneAdded, (processes[3].Minimum - processes[0].Minimum) / (processes[1].Minimum - processes[0].Minimum), Text.Ratio);
    }

    /// <returns>Seconds, for each count of encoders.</returns>
    private static IReadOnlyList<Series> Processes(SdkCompiler compiler, int rounds)
    {
        Session.Say($"   {rounds} compilations of each");
        return [.. Turns.Run(Compiled, rounds, Time).Select(seconds => new Series(seconds))];

        double Time(int models)
        {
            string source = "using ShapeGen;\n\n" + string.Concat(Encoders.Take(models).Select((sizes, i) => $"[Encoder({sizes})]\npublic sealed partial class Encoder{i};\n\n"));
            long start = Stopwatch.GetTimestamp();
            compiler.Compile($"encoders{models}", source);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static string Both(Series series) => $"{Text.Number(series.Minimum)} ({Text.Number(series.Median)})";
}
