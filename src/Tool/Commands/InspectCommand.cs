using System.CommandLine;
using System.Globalization;
using ShapeGen.Generator.Common;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Inspection;
using Spectre.Console;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen inspect FILE</c>: lists what is in a checkpoint.</summary>
internal sealed class InspectCommand() : ToolCommand("inspect", "Lists the tensors of a safetensors file, or of a folder or index of several, and shows which model it looks like.")
{
    /// <summary>Longer values, such as the notes of a training run, are cut.</summary>
    private const int MaxMetadata = 200;

    private readonly Argument<string> _file = new("FILE") { Description = "A .safetensors file, its folder, or model.safetensors.index.json." };
    private readonly Option<bool> _all = new("--all") { Description = "List every tensor; by default, the tensors of equal layers share a line." };

    protected override void Describe(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_all);
    }

    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        CheckpointSource source = CheckpointSource.Open(arguments.GetValue(_file)!);
        InspectionResult result = InspectionResult.Of(source);
        IReadOnlyList<TensorGroup> lines = arguments.GetValue(_all)
            ? [.. result.Tensors.Select(tensor => new TensorGroup(tensor.Name, tensor.Type, tensor.Shape, 1, tensor.Bytes))]
            : TensorGroup.Of(source.Tensors);
        output.Write(result, console => Print(console, result, lines));
        return ExitCode.Done;
    }

    private static void Print(IAnsiConsole console, InspectionResult result, IReadOnlyList<TensorGroup> lines)
    {
        Table table = new Table().Border(TableBorder.None).AddColumn("Tensor").AddColumn("Type").AddColumn("Shape").AddColumn(new TableColumn("Count").RightAligned()).AddColumn(new TableColumn("Bytes").RightAligned());
        foreach (TensorGroup line in lines)
        {
            table.AddRow(Cell(line.Name), Cell(line.Type), Cell($"[{string.Join(", ", line.Shape)}]"), Cell(line.Count == 1 ? "" : Number(line.Count)), Cell(Number(line.Bytes)));
        }

        console.Write(table);
        console.WriteLine();
        Line($"{Number(result.TensorCount)} tensors, {Number(result.Parameters)} elements, {Number(result.Bytes)} bytes{(result.Files.Count == 1 ? "" : $" in {result.Files.Count} files")}: "
            + string.Join(", ", result.Types.Select(type => $"{type.Key} {Number(type.Value.Bytes)} bytes")));
        foreach ((string key, string value) in result.Metadata)
        {
            Line($"{key} = {(value.Length > MaxMetadata ? value[..MaxMetadata] + "…" : value)}");
        }

        console.WriteLine();
        Line($"Family: {result.Family ?? "unknown"}");
        foreach (string attribute in result.Declaration)
        {
            Line(attribute);
        }

        foreach (string reason in result.CannotDeclareBecause)
        {
            Line($"Cannot declare, because {reason}");
        }

        void Line(string text) => console.Write(new Spectre.Console.Text(FileText.Visible(text) + "\n"));
    }

    private static Spectre.Console.Text Cell(string text) => new(FileText.Visible(text));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
