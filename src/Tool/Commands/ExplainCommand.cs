using System.CommandLine;
using System.Globalization;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Compilers;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Costs;
using ShapeGen.Tool.Explaining;
using Spectre.Console;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen explain</c>.</summary>
internal sealed class ExplainCommand() : ToolCommand("explain", "Draws a model on one HTML page: its operations, shapes, scratch memory over time, the cost of each stage, and its attention on an input.")
{
    private readonly ModelOptions _model = new();

    private readonly InputOptions _input = new();

    private readonly Option<string?> _page = new("--output", "-o") { Description = "The HTML file to write. By default, the name of the class with .html, in the current folder." };

    protected override void Describe(Command command)
    {
        _model.AddTo(command);
        _input.AddTo(command);
        command.Options.Add(_page);
    }

    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        ChosenModel chosen = _model.Choose(arguments);
        bool isRun = _input.IsGiven(arguments);
        using CompiledModel model = chosen.Compile(new(), cancellation);
        ModelInput input = FirstSequence.Of(_input.Read(arguments, model), output);
        IReadOnlyList<string> labels = _input.Labels(arguments, model, input);
        ExplainedModel subject = new(model, CallRows.Of(model, input), chosen.Checkpoint(model));
        AttentionMaps? attention = isRun ? Attend(chosen, input, labels, cancellation) : null;
        if (!isRun)
        {
            // Loading reports a checkpoint that does not fit, although nothing runs.
            _ = chosen.Load(model);
        }

        string path = arguments.GetValue(_page) ?? $"{model.Name}.html";
        string page = ExplainedPage.Write(subject, attention?.Section());
        UnfinishedFiles.Write(path, page);
        ExplainResult result = new(Path.GetFullPath(path), model.Name, model.Graph.ParameterCount, subject.Size.Tokens, subject.Stages.Sum(stage => stage.Operations), new ScratchMap(model, subject.Size).Bytes, attention?.Maps.Count ?? 0);
        output.Write(result, console => console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{path}: {model.Name}, {NumberText.Count(result.Parameters)} parameters, {NumberText.Operations(result.Operations)} for {result.Tokens} tokens, {new FileInfo(path).Length / 1024} KiB of HTML")));
        return ExitCode.Done;
    }

    private static AttentionMaps? Attend(ChosenModel chosen, ModelInput input, IReadOnlyList<string> labels, CancellationToken cancellation)
    {
        using CompiledModel traced = chosen.Compile(new() { Attributes = [TraceRun.Attribute] }, cancellation);
        LoadedModel running = chosen.Load(traced);
        try
        {
            return AttentionMaps.Of(running, input, labels, chosen.Tensor(traced, Generator.Roles.Role.RelativeBias));
        }
        catch (ArgumentException exception)
        {
            throw new ToolException(ExitCode.BadFile, $"The input does not fit {traced.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>The output of <c>--json</c>.</summary>
    private sealed record ExplainResult(string Page, string Model, long Parameters, long Tokens, double Operations, long ScratchBytes, int AttentionMaps)
    {
        /// <summary>The compiler that compiled the model.</summary>
        public string Compiler { get; } = CurrentCompiler.Name;
    }
}
