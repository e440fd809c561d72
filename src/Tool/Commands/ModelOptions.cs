using System.CommandLine;
using ShapeGen.Generator.Roles;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Inspection;

namespace ShapeGen.Tool.Commands;

/// <summary>The arguments of commands that run a model: its declaration and its weights.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string?> _checkpoint = new("CHECKPOINT")
    {
        Description = "The safetensors file or its folder. By default, the file that the class's [Checkpoint] names, or random weights. A C# file here is the declaration.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _declaration = new("--declaration") { Description = "The C# file that declares the model. Without it, the tool derives the declaration from the checkpoint." };

    private readonly Option<string?> _class = new("--class") { Description = "The class to use, if the file declares several models." };

    private readonly Option<string?> _prefix = new("--prefix") { Description = "Prefix of the model's tensor names in the checkpoint, with its dot." };

    private readonly Option<int?> _heads = new("--heads") { Description = "Number of attention heads, which no tensor shows, if the tool derives the declaration." };

    public void AddTo(Command command)
    {
        command.Options.Add(_heads);
        command.Arguments.Add(_checkpoint);
        command.Options.Add(_declaration);
        command.Options.Add(_class);
        command.Options.Add(_prefix);
    }

    /// <summary>Finds the source and the weights that the arguments ask for.</summary>
    public ChosenModel Choose(ParseResult arguments)
    {
        string? checkpoint = arguments.GetValue(_checkpoint);
        string? prefix = arguments.GetValue(_prefix);
        int? heads = arguments.GetValue(_heads);
        string? path = arguments.GetValue(_declaration);
        if (checkpoint is not null && IsSource(checkpoint))
        {
            path = path is null ? checkpoint : throw ToolException.Usage($"{checkpoint} and --declaration {path} are both C# files: give only one of them, and the checkpoint.");
            checkpoint = null;
        }

        if (path is not null)
        {
            return heads is null
                ? new(DeclarationSource.Read(path), arguments.GetValue(_class), checkpoint is null ? null : CheckpointSource.FileOf(checkpoint), prefix)
                : throw ToolException.Usage("--heads is only for a declaration that the tool derives; your declaration already has the number of heads.");
        }

        if (heads is < 1)
        {
            throw ToolException.Usage($"--heads {heads}: must be at least 1.");
        }

        SuggestedDeclaration suggested = SuggestedDeclaration.Of(
            checkpoint ?? throw ToolException.Usage("Give a checkpoint, or a C# file with --declaration."), new() { Heads = heads, Prefix = prefix });
        foreach (string remark in suggested.Remarks)
        {
            Output.Remark($"remark: {remark}");
        }

        return new(suggested.Source, arguments.GetValue(_class), suggested.File, suggested.Prefix);
    }

    private static bool IsSource(string path) => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);
}

/// <summary>The model that the arguments ask for.</summary>
internal sealed class ChosenModel(DeclarationSource source, string? className, string? checkpoint, string? prefix)
{
    private bool _hasRemarked;

    /// <summary>Compiles it; each call makes a separate class.</summary>
    public CompiledModel Compile(CompilationSettings settings, CancellationToken cancellation)
    {
        CompiledModel model = DeclarationCompiler.Compile(source, settings with { ClassName = className }, cancellation);
        if (!_hasRemarked)
        {
            _hasRemarked = true;
            foreach (string remark in model.Remarks)
            {
                Output.Remark(remark);
            }
        }

        return model;
    }

    /// <summary>The file of the weights: the user's, or else that of the class's <c>[Checkpoint]</c> if it exists; null for random weights.</summary>
    public string? Checkpoint(CompiledModel model)
    {
        if (checkpoint is not null)
        {
            return checkpoint;
        }

        if (model.Checkpoint is not { } named)
        {
            return null;
        }

        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(source.Path)) ?? "", named.Path);
        return File.Exists(path) ? path : null;
    }

    /// <summary>The values of a parameter in the checkpoint; null if the model has no such parameter or no checkpoint.</summary>
    public float[]? Tensor(CompiledModel model, Role role)
    {
        if (Checkpoint(model) is not { } path || model.Graph.Ops.SelectMany(op => op.Parameters).FirstOrDefault(parameter => parameter.Role == role) is not { } parameter)
        {
            return null;
        }

        using SafetensorsFile file = model.Open(path);
        string outer = Prefix(model);
        IEnumerable<string> names =
            from inner in model.Graph.Names.Prefixes
            from source in model.Graph.Names.Sources(parameter)
            where source.Whole is not null
            select outer + inner + source.Whole;
        return names.FirstOrDefault(name => file.TryGetTensor(name, out _)) is { } found ? file.ReadSingles(found) : null;
    }

    /// <summary>Loads the weights, or creates random ones.</summary>
    public LoadedModel Load(CompiledModel model)
    {
        if (Checkpoint(model) is not { } path)
        {
            return model.CreateRandom(1);
        }

        using SafetensorsFile file = model.Open(path);
        return model.Load(file, Prefix(model));
    }

    /// <summary>The prefix of the model's tensor names in its checkpoint.</summary>
    public string Prefix(CompiledModel model) => prefix ?? model.Checkpoint?.Prefix ?? "";
}
