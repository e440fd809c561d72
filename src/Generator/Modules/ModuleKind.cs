using ShapeGen.Generator.Arguments;

namespace ShapeGen.Generator.Modules;

/// <summary>A module attribute: its name, an example for messages, and how its arguments are read.</summary>
/// <remarks>A new module needs an entry here, a <see cref="ModuleShape"/> and its graph.</remarks>
internal sealed class ModuleKind
{
    public static readonly ModuleKind Linear = new("Linear", "In = 64, Out = 128", ["In", "Out"], LinearModule.Read);

    public static readonly ModuleKind LayerNorm = new("LayerNorm", "Dim = 64", ["Dim"], LayerNormModule.Read);

    public static readonly ModuleKind FeedForward = new("FeedForward", "Embed = 64, Ffn = 128", ["Embed", "Ffn"], FeedForwardModule.Read);

    public static readonly ModuleKind MultiHeadAttention = new(
        "MultiHeadAttention", "Embed = 64, Heads = 8", ["Embed", "Heads", "HeadDim"], AttentionModule.Read);

    public static readonly ModuleKind Encoder = new(
        "Encoder", "Embed = 64, Heads = 8, Ffn = 128", ["Embed", "Heads", "HeadDim", "Ffn", "Layers"], EncoderModule.Read);

    public static readonly IReadOnlyList<ModuleKind> All = [Linear, LayerNorm, FeedForward, MultiHeadAttention, Encoder];

    private ModuleKind(string name, string example, IReadOnlyList<string> constants, Func<ModuleArguments, ModuleShape?> read)
    {
        Name = name;
        ClassName = name + "Attribute";
        Example = example;
        Constants = constants;
        Read = read;
    }

    /// <summary>The kind with this name.</summary>
    public static ModuleKind Named(string name) => All.Single(kind => kind.Name == name);

    /// <summary>The attribute's name without its suffix.</summary>
    public string Name { get; }

    /// <summary>The attribute's class, without its namespace.</summary>
    public string ClassName { get; }

    /// <summary>The attribute's class with its namespace.</summary>
    public string MetadataName => "ShapeGen." + ClassName;

    /// <summary>Example arguments for messages.</summary>
    public string Example { get; }

    /// <summary>The public size constants of the generated class.</summary>
    public IReadOnlyList<string> Constants { get; }

    /// <summary>Reads and checks the attribute; null if something was reported.</summary>
    public Func<ModuleArguments, ModuleShape?> Read { get; }
}
