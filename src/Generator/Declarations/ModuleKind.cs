using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

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

    /// <summary>The module attributes of a class, on any of its parts.</summary>
    public static List<AppliedModule> AppliedTo(INamedTypeSymbol type)
    {
        List<AppliedModule> applied = [];
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (All.FirstOrDefault(kind => kind.IsOf(attribute)) is { } found)
            {
                applied.Add(new(attribute, found));
            }
        }

        return applied;
    }

    /// <summary>Whether it is this attribute. Compares names: this runs at every keystroke for all attributes of all models, and a display string is slow.</summary>
    private bool IsOf(AttributeData attribute) => attribute.AttributeClass?.Name == _className && IsShapeGens(attribute);

    /// <summary>Whether it is one of ShapeGen's attributes, a module's or another one.</summary>
    public static bool IsShapeGens(AttributeData attribute) => attribute.AttributeClass is
    {
        ContainingType: null,
        ContainingNamespace: { Name: "ShapeGen", ContainingNamespace.IsGlobalNamespace: true },
    };

    /// <summary>The metadata name of <c>[TensorNames]</c>.</summary>
    public const string TensorNames = "ShapeGen." + TensorNamesClass;

    /// <summary>The <c>[TensorNames]</c> of a class, on any of its parts.</summary>
    public static AttributeData? NamesOf(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == TensorNamesClass && IsShapeGens(attribute));

    /// <summary>The <c>[Trace]</c> of a class, on any of its parts.</summary>
    public static AttributeData? TraceOf(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "TraceAttribute" && IsShapeGens(attribute));

    private const string TensorNamesClass = "TensorNamesAttribute";

    private readonly string _className;

    /// <summary>The <c>[Checkpoint]</c> of a class, on any of its parts.</summary>
    public static AttributeData? CheckpointOf(INamedTypeSymbol type) => type.GetAttributes().FirstOrDefault(attribute =>
        attribute.AttributeClass is { Name: "CheckpointAttribute", ContainingType: null, ContainingNamespace: { Name: "ShapeGen", ContainingNamespace.IsGlobalNamespace: true } });

    private ModuleKind(string name, string example, IReadOnlyList<string> constants, Func<AttributeArguments, ModuleShape?> read)
    {
        Name = name;
        _className = name + "Attribute";
        Example = example;
        Constants = constants;
        Read = read;
    }

    /// <summary>The kind with this name.</summary>
    public static ModuleKind Named(string name) => All.Single(kind => kind.Name == name);

    /// <summary>The attribute's name without its suffix.</summary>
    public string Name { get; }

    /// <summary>Example arguments for messages.</summary>
    public string Example { get; }

    /// <summary>The public size constants of the generated class.</summary>
    public IReadOnlyList<string> Constants { get; }

    /// <summary>Reads and checks the attribute; null if something was reported.</summary>
    public Func<AttributeArguments, ModuleShape?> Read { get; }

    public string MetadataName => "ShapeGen." + _className;
}

/// <summary>A module attribute on a class.</summary>
internal sealed record AppliedModule(AttributeData Data, ModuleKind Kind);
