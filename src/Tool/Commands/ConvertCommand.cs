using System.CommandLine;
using System.Globalization;
using ShapeGen.Generator.Common;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion;
using Spectre.Console;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen convert</c>: converts a checkpoint of any common format to a safetensors file.</summary>
internal sealed class ConvertCommand() : ToolCommand("convert", "Converts a checkpoint to safetensors, from ONNX, PyTorch, NumPy, TensorFlow Lite, several files with an index, or safetensors.")
{
    private static readonly Argument<string> s_input = new("input") { Description = "A file, an index such as model.safetensors.index.json, or a folder that contains one of them." };

    private static readonly Option<string> s_output = new("--output", "-o") { Description = "The safetensors file to write.", Required = true };

    private static readonly Option<CheckpointFormat?> s_format = new("--format") { Description = "The input's format, if its content does not show it." };

    private static readonly Option<string[]> s_map = new("--map")
    {
        Description = "Renames tensors: old=new. A star matches any characters: 'bert.*=*'. The first matching rule applies.",
    };

    private static readonly Option<string?> s_mapFile = new("--map-file") { Description = "A file of --map rules, one per line." };

    private static readonly Option<string[]> s_keep = new("--keep") { Description = "Keeps only tensors whose old name matches, such as 'encoder.*'." };

    private static readonly Option<string[]> s_drop = new("--drop") { Description = "Leaves out tensors whose old name matches, such as '*.position_ids'." };

    private static readonly Option<string?> s_type = new("--type") { Description = "Converts floats to F32, F16 or BF16. Integers are not changed." };

    private static readonly Option<string> s_names = new("--names")
    {
        Description = "ONNX: node renames tensors whose names the exporter invented after the operation that uses them, and transposes weights to PyTorch's [outputs, inputs].",
        DefaultValueFactory = static _ => "file",
    };

    private static readonly Option<string?> s_root = new("--root") { Description = "PyTorch: the dictionary to read, such as model, if the file has several. A dot reads all." };

    private static readonly Option<bool> s_withConfig = new("--with-config") { Description = "Copies config.json from the input's folder to the output's." };

    private static readonly Option<bool> s_force = new("--force") { Description = "Overwrites an existing output." };

    /// <inheritdoc/>
    protected override void Describe(Command command)
    {
        s_type.AcceptOnlyFromAmong("F32", "F16", "BF16");
        s_names.AcceptOnlyFromAmong("file", "node");
        command.Arguments.Add(s_input);
        foreach (Option option in new Option[] { s_output, s_format, s_map, s_mapFile, s_keep, s_drop, s_type, s_names, s_root, s_withConfig, s_force })
        {
            command.Options.Add(option);
        }
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        ConversionRequest request = new()
        {
            Input = arguments.GetValue(s_input)!,
            Output = arguments.GetValue(s_output)!,
            Format = arguments.GetValue(s_format),
            Reading = new() { UseNodeNames = arguments.GetValue(s_names) == "node", Root = arguments.GetValue(s_root) },
            Keep = arguments.GetValue(s_keep) ?? [],
            Drop = arguments.GetValue(s_drop) ?? [],
            Map = arguments.GetValue(s_map) ?? [],
            MapFile = arguments.GetValue(s_mapFile),
            FloatType = arguments.GetValue(s_type) is { } type ? Enum.Parse<TensorType>(type) : null,
            Force = arguments.GetValue(s_force),
            WithConfig = arguments.GetValue(s_withConfig),
        };

        ConversionResult result = ProgressBar.Run(output, progress => Converter.Convert(request, progress, cancellation));
        output.Write(result, console => Show(result, console));
        return ExitCode.Done;
    }

    private static void Show(ConversionResult result, IAnsiConsole console)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Output}: {Text.Count(result.Tensors, "tensor")}, {result.Parameters:N0} elements, {result.Bytes:N0} bytes, from {result.Input}"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"renamed {result.Renamed.Count}, dropped {result.Dropped.Count}, type changed {result.Converted}, duplicates {result.Duplicates.Sum(static group => group.Count - 1)}"));
        foreach (IReadOnlyList<string> group in result.Duplicates.Take(10))
        {
            console.WriteLine($"  one tensor in the input, written as {group.Count} copies: {FileText.Visible(string.Join(", ", group.Take(4)))}{(group.Count > 4 ? ", …" : "")}");
        }

        if (result.Config is not null)
        {
            console.WriteLine($"{result.Config}: copied");
        }

        foreach (string remark in result.Remarks)
        {
            console.WriteLine($"Note: {FileText.Visible(remark)}");
        }
    }
}
