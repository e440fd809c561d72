using System.CommandLine;
using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Suggestion;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Inspection;

namespace ShapeGen.Tool.Commands;

/// <summary><c>shapegen declare FILE</c>: writes the C# declaration of a checkpoint's model.</summary>
internal sealed class DeclareCommand() : ToolCommand("declare", "Writes the C# declaration of the model in a checkpoint, and reports what the file does not show.")
{
    private readonly Argument<string> _file = new("FILE") { Description = "A .safetensors file, its folder, or model.safetensors.index.json; config.json and 1_Pooling in its folder are read too." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The C# file to write; standard output by default." };
    private readonly Option<bool> _force = new("--force") { Description = "Overwrite an existing file." };
    private readonly Option<string?> _class = new("--class") { Description = "The name of the class; by default, that of --output or of the checkpoint." };
    private readonly Option<string?> _namespace = new("--namespace") { Description = "The namespace of the class." };
    private readonly Option<Pooling?> _pool = new("--pool") { Description = "How each sequence is pooled to one vector: class, mean, max or last." };
    private readonly Option<bool> _normalize = new("--normalize") { Description = "Divide that vector by its length, as sentence embedders do." };
    private readonly Option<int?> _heads = new("--heads") { Description = "Number of attention heads, which no tensor shows." };
    private readonly Option<string?> _image = new("--image") { Description = "Image size in pixels: HEIGHTxWIDTH." };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "Prefix of the tensor names of the model to declare, if the file has several." };
    private readonly Option<string?> _assume = new("--assume") { Description = "The model's family, overriding model_type in config.json: bert, roberta, vit, …; a comment in the declaration says so." };
    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Patterns of tensors that the model does not use: 'norm.*;extra.weight'. Otherwise, a tensor with no known use makes declare refuse the file." };
    private readonly Option<bool> _layersOnly = new("--layers-only") { Description = "Declare only the layers, without what comes before and after them." };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Add [Checkpoint] with this path, so that each build compares the declaration with the file; the project must list it in <ShapeGenCheckpoint Include=\"…\" />." };

    protected override void Describe(Command command)
    {
        command.Arguments.Add(_file);
        foreach (Option option in new Option[] { _output, _force, _class, _namespace, _pool, _normalize, _heads, _image, _prefix, _assume, _ignore, _layersOnly, _checkpoint })
        {
            command.Options.Add(option);
        }
    }

    protected override int Run(ParseResult arguments, Output output, CancellationToken cancellation)
    {
        SuggestionOptions options = Options(arguments);
        CheckpointSource source = CheckpointSource.Open(arguments.GetValue(_file)!);
        string? target = arguments.GetValue(_output);
        string className = arguments.GetValue(_class) is { } asked ? Identifier("--class", asked) : DeclarationText.ClassName(target is null ? source.Stem : Path.GetFileNameWithoutExtension(target));
        string? space = arguments.GetValue(_namespace);
        foreach (string part in space?.Split('.') ?? [])
        {
            Identifier("--namespace", part);
        }

        if (target is not null && File.Exists(target) && !arguments.GetValue(_force))
        {
            throw ToolException.BadFile(target, "already exists; use --force to overwrite it.");
        }

        Suggestion suggestion = Suggester.Suggest(source.Facts(), options);
        if (suggestion.Module is null)
        {
            return Refuse(output, source, suggestion.Family, suggestion.Refusals);
        }

        string text = DeclarationText.Of(suggestion, className, space, Path.GetFileName(source.Files[0]), arguments.GetValue(_checkpoint));

        // The generator and the compiler must accept the suggestion.
        IReadOnlyList<string> objections = DeclarationCompiler.Objections(new(target ?? className + ".cs", text), cancellation);
        if (objections.Count > 0)
        {
            return Refuse(output, source, suggestion.Family, ["the compiler or ShapeGen rejects the declaration derived from its tensors:", .. objections]);
        }

        if (target is not null)
        {
            UnfinishedFiles.Write(target, text);
        }

        output.Write(DeclareResult.Declared(source, suggestion, className, space, text), _ =>
        {
            if (target is null)
            {
                System.Console.Out.Write(text);
            }
        });
        foreach (Remark remark in suggestion.Remarks)
        {
            Output.Remark($"remark: {remark.Text}");
        }

        return ExitCode.Done;
    }

    private static int Refuse(Output output, CheckpointSource source, string? family, IReadOnlyList<string> reasons)
    {
        output.Write(DeclareResult.Refused(source, family, reasons), _ => { });
        System.Console.Error.WriteLine($"{source.Path}: cannot declare {(family is null ? "it" : $"it ({family})")}, because");
        foreach (string reason in reasons)
        {
            Output.Remark($"  {reason}");
        }

        return ExitCode.No;
    }

    private SuggestionOptions Options(ParseResult arguments)
    {
        int? heads = arguments.GetValue(_heads);
        string? assumed = arguments.GetValue(_assume);
        if (assumed is not null && !KnownFamilies.Keys.Contains(assumed))
        {
            throw ToolException.Usage($"--assume {assumed}: unknown family; the known families are {string.Join(", ", KnownFamilies.Keys)}.");
        }

        bool normalize = arguments.GetValue(_normalize);
        Pooling? pool = arguments.GetValue(_pool);
        return heads is < 1 ? throw ToolException.Usage($"--heads {heads}: must be at least 1.") : new()
        {
            Heads = heads,
            Pool = (Generator.Options.Pooling?)(int?)pool,
            Normalize = normalize,
            Image = arguments.GetValue(_image) is { } image ? Image(image) : null,
            Prefix = arguments.GetValue(_prefix),
            Assume = assumed,
            Ignored = [.. (arguments.GetValue(_ignore) ?? []).SelectMany(patterns => patterns.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
            LayersOnly = arguments.GetValue(_layersOnly),
        };
    }

    private static (int Height, int Width) Image(string text)
    {
        string[] sizes = text.Split('x');
        return sizes.Length == 2 && Size(sizes[0], out int height) && Size(sizes[1], out int width) ? (height, width) : throw ToolException.Usage($"--image {text}: write HEIGHTxWIDTH, such as 224x224.");

        static bool Size(string digits, out int size) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size > 0;
    }

    private static string Identifier(string option, string name) =>
        SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : throw ToolException.Usage($"{option} {name}: not a valid C# identifier.");
}
