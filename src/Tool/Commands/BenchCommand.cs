using System.CommandLine;
using System.Globalization;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Costs;
using ShapeGen.Tool.Measuring;
using Spectre.Console;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen bench</c>.</summary>
internal sealed class BenchCommand() : ToolCommand("bench", "Measures a model on this machine: time per call, tokens per second, and each stage compared with the core's peak.")
{
    private const int MaxSeconds = 3600;

    private readonly ModelOptions _model = new();

    private readonly Option<int?> _tokens = new("--tokens") { Description = "Rows of each sequence passed to Forward." };

    private readonly Option<int> _batch = new("--batch") { Description = "Sequences per call.", DefaultValueFactory = _ => 1 };

    private readonly Option<int> _threads = new("--threads") { Description = "Maximum number of threads per call.", DefaultValueFactory = _ => 1 };

    private readonly Option<double> _seconds = new("--seconds") { Description = "Seconds spent timing calls, and again timing stages.", DefaultValueFactory = _ => 2 };

    protected override void Describe(Command command)
    {
        _model.AddTo(command);
        foreach (Option option in new Option[] { _tokens, _batch, _threads, _seconds })
        {
            command.Options.Add(option);
        }
    }

    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        int batch = AtLeastOne("--batch", arguments.GetValue(_batch)), threads = AtLeastOne("--threads", arguments.GetValue(_threads));
        int? tokens = arguments.GetValue(_tokens) is { } rows ? AtLeastOne("--tokens", rows) : null;
        double seconds = arguments.GetValue(_seconds);
        if (!(seconds > 0 && seconds <= MaxSeconds))
        {
            throw ToolException.Usage(string.Create(CultureInfo.InvariantCulture, $"--seconds {seconds}: must be more than 0 and at most {MaxSeconds}."));
        }

        // Not collectible: the JIT compiles collectible code only once, but recompiles hot code in an application.
        ChosenModel chosen = _model.Choose(arguments);
        CompilationSettings asApplications = new() { IsCollectible = false };
        using CompiledModel model = chosen.Compile(asApplications, cancellation);
        using CompiledModel timed = chosen.Compile(asApplications with { StageTimes = true }, cancellation);
        ModelInput input = RandomInput.Create(model, tokens, batch);
        BenchResult result = new Bench(new(input, threads, TimeSpan.FromSeconds(seconds)), cancellation).Run(model, timed, chosen.Load, chosen.Checkpoint(model));
        output.Write(result, console => Write(console, result));
        return ExitCode.Done;
    }

    private static int AtLeastOne(string option, int number) => number >= 1 ? number : throw ToolException.Usage($"{option} {number}: must be at least 1.");

    private static void Write(IAnsiConsole console, BenchResult result)
    {
        string weights = result.Checkpoint is { } path ? Path.GetFileName(path) : "random weights";
        string threads = result.Threads == 1 ? "one thread" : $"{result.Threads} threads";
        Line($"{result.Model}, {weights}; {result.InstructionSet}, {threads} of {result.Processors} processors");
        Line($"{result.Batch} × {result.Tokens} tokens, {NumberText.Operations(result.Operations)} per call");
        Line("");
        Line($"a call       {Time(result.Call.Median)} median, {Time(result.Call.Minimum)} minimum; the middle 80 % of {result.Call.Samples} samples: {Time(result.Call.Tenth)} to {Time(result.Call.NineTenths)}");
        Line($"tokens       {NumberText.Count(result.TokensPerSecond)} per second");
        Line($"arithmetic   {NumberText.Number(result.Gigaflops)} GFLOP/s, {NumberText.Percent(result.ShareOfPeak)} of the peak{(result.Threads == 1 ? "" : $" of {result.Threads} cores")} ({NumberText.Number(result.PeakGigaflops)} GFLOP/s per core, measured alternately with the calls)");
        Line($"allocation   {result.BytesAllocatedPerCall:0} bytes per call");
        if (result.LoadMilliseconds is { } load)
        {
            Line($"loading      {Time(1000 * load)}; {Time(1000 * result.FirstLoadMilliseconds!.Value)} the first time");
        }

        if (!result.IsSettled)
        {
            Line($"The JIT was still compiling after {result.WarmUpCalls} calls: times may be too long.");
        }

        if (result.Call.NineTenths > 1.25 * result.Call.Tenth)
        {
            Line("The times vary widely: something else is using this machine, or its clock speed changes. The minimum is then more reliable than the median.");
        }

        Line("");
        Line($"Stages, on one thread, in a model compiled with stage timing ({Time(result.StagesMicroseconds)} per call):");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("Stage", "Computes", "Runs", "Time", "Share", "GFLOP/s", "Of peak");
        foreach (int column in new[] { 0, 2, 3, 4, 5, 6 })
        {
            table.Columns[column].RightAligned().NoWrap();
        }

        for (int i = 0; i < result.Stages.Count; i++)
        {
            StageResult stage = result.Stages[i];
            bool computes = stage.Operations > 0;
            table.AddRow(
                new Spectre.Console.Text((i + 1).ToString(CultureInfo.InvariantCulture)), new Spectre.Console.Text(stage.Formula), new Spectre.Console.Text($"× {stage.Times}"), new Spectre.Console.Text(Time(stage.Microseconds)), new Spectre.Console.Text(NumberText.Percent(stage.Share)),
                new Spectre.Console.Text(computes ? NumberText.Number(stage.Gigaflops) : "–"), new Spectre.Console.Text(computes ? NumberText.Percent(stage.ShareOfPeak) : "–"));
        }

        console.Write(table);

        // The tool runs in the invariant culture.
        void Line(string text) => console.Write(new Spectre.Console.Text(text + "\n"));
    }

    private static string Time(double microseconds) => microseconds switch
    {
        >= 1e6 => $"{NumberText.Number(microseconds / 1e6)} s",
        >= 1e3 => $"{NumberText.Number(microseconds / 1e3)} ms",
        _ => $"{NumberText.Number(microseconds)} µs",
    };
}
