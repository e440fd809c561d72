using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Sidecars;
using ShapeGen.Generator.Suggestion;

namespace ShapeGen.Generator.Families;

/// <summary>A family of published models: how its files name tensors, and what its models are that no tensor shows.</summary>
internal sealed record KnownFamily
{
    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>The word of <c>--assume</c>; empty where names alone cannot be assumed to mean it.</summary>
    public string Key { get; init; } = "";

    /// <summary>The <c>model_type</c>s whose code computes what this family does.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public required NamesDeclaration Names { get; init; }

    /// <summary>Whether a file of these names is of this family, where its <c>model_type</c> leaves a choice or there is none; the first family that says so is taken.</summary>
    public Func<RoleIndex, bool> Is { get; init; } = _ => true;

    /// <summary>Whether only a <c>model_type</c> tells it from another family of the same names.</summary>
    public bool IsByTypeOnly { get; init; }

    /// <summary>Whether the names alone say what the layers are; of names that anyone may use, they do not.</summary>
    public bool IsSpecific { get; init; } = true;

    public NormPlacement Placement { get; init; } = NormPlacement.Pre;

    public NormKind NormKind { get; init; } = NormKind.Layer;

    public float Epsilon { get; init; } = 1e-5f;

    public ActivationKind Activation { get; init; } = ActivationKind.Gelu;

    /// <summary>The function of gated blocks, where it is another one.</summary>
    public ActivationKind? GatedActivation { get; init; }

    public float? Scale { get; init; }

    public AttentionMask Mask { get; init; } = AttentionMask.None;

    public int? Window { get; init; }

    public int GlobalEvery { get; init; }

    public PositionEncoding Position { get; init; } = PositionEncoding.None;

    public float RotaryTheta { get; init; } = 10_000;

    public float? LocalRotaryTheta { get; init; }

    /// <summary>Features of a head that are rotated, of those of the published models.</summary>
    public int? RotaryDim { get; init; }

    public bool RotaryInterleaved { get; init; }

    /// <summary>The row of the table of positions that the first token takes.</summary>
    public int PositionOffset { get; init; }

    /// <summary>Whether that row is the one after <c>pad_token_id</c>.</summary>
    public bool PositionsFollowPadding { get; init; }

    /// <summary>Heads of the published models, by the features of the encoder.</summary>
    public Func<int, int?> Heads { get; init; } = _ => null;

    /// <summary>How one row is made, unless a configuration says so; null where all rows are the result.</summary>
    public Pooling? Pool { get; init; }

    /// <summary>The convolutions, of which tensors show the kernels alone.</summary>
    public IReadOnlyList<ConvolutionSettings> Convolutions { get; init; } = [];

    /// <summary>The part of a configuration of several models.</summary>
    public string ConfigPart { get; init; } = "";

    /// <summary>What the configuration's class takes where a file leaves a key out; null where its files never do.</summary>
    public ConfigDefaults Defaults { get; init; } = ConfigDefaults.None;

    /// <summary>What is known of keys of the configuration, beyond <see cref="CommonKeys"/>.</summary>
    public IReadOnlyDictionary<string, KeyRule> Keys { get; init; } = new Dictionary<string, KeyRule>();

    /// <summary>Of the keys that <see cref="ModelConfig"/> reads, those that this family's code reads; empty where that is not known. The others are keys that nobody knows of it.</summary>
    public IReadOnlyList<string> OwnKeys { get; init; } = [];

    /// <summary>The keys of the activation, where they are not the usual ones; none where no key decides.</summary>
    public string[]? ActivationKeys { get; init; }

    /// <summary>Words for activations that this family's code alone understands, or understands in another way.</summary>
    public IReadOnlyDictionary<string, ActivationKind> ActivationWords { get; init; } = new Dictionary<string, ActivationKind>();

    /// <summary>Whether <c>sliding_window</c> gives one side of the window.</summary>
    public bool HasHalfWindow { get; init; }

    /// <summary>A key whose value changes the angles of texts that are longer than those of the training; empty where there is none.</summary>
    public string LongTextKey { get; init; } = "";

    /// <summary>The activation of gated blocks, whatever the configuration says.</summary>
    public ActivationKind? FixedGatedActivation { get; init; }

    /// <summary>The epsilon of the norms, whatever the configuration says.</summary>
    public float? FixedEpsilon { get; init; }

    /// <summary>The switch that makes the attention causal; empty where nothing does.</summary>
    public string CausalKey { get; init; } = "is_decoder";

    /// <summary>The function of the first of two linear layers of a classifier.</summary>
    public HeadActivation ClassifierActivation { get; init; } = HeadActivation.Tanh;

    /// <summary>Whether that function is the one of the layers.</summary>
    public bool HasClassifierOfLayers { get; init; }

    /// <summary>Whether its published models come with code of their own (<c>auto_map</c>), which is the code that is meant.</summary>
    public bool IsRemoteCode { get; init; }

    /// <summary>Heads of tasks that a model is used for, which no attribute declares. As <see cref="Outputs"/>.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>What published files hold beside the encoder: heads of the training, a decoder, another tower. As patterns of whole names without a training tool's prefix.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>What a program has to know of these models, though their declaration is right.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The part of <c>open_clip_config.json</c> that describes the tower; empty of families that have another configuration.</summary>
    public string OpenClipTower { get; init; } = "";

    /// <summary>What each of its models has beside the layers, so that a file without it is not whole.</summary>
    public IReadOnlyList<Role> Required { get; init; } = [];

    /// <summary>Heads that are not this family's, though of the same names.</summary>
    public IReadOnlyList<string> OtherHeads { get; init; } = [];

    /// <summary>A model whose family no file tells: what a configuration says of it is read as every family's is.</summary>
    public static readonly KnownFamily Unknown = new() { Title = "a model", Names = NamesDeclaration.Default, IsSpecific = false, IsRemoteCode = true };

    /// <summary>Whether its models read images, where a family of the same configuration reads texts.</summary>
    public bool IsOfImages => ConfigPart == "vision_config" || OpenClipTower == "vision_cfg";

    /// <summary>The names of one of the naming profiles.</summary>
    public static NamesDeclaration Profile(TensorNaming naming, params (Role Role, string Text)[] own) =>
        new(naming, null, false, new([]), new(own.Select(name => new OwnName(name.Role, name.Text))));
}

/// <summary>What a configuration's class takes for keys that a file leaves out.</summary>
/// <param name="Heads">Heads of the attention; null where files always have them.</param>
/// <param name="Epsilon">What is added to the variance of norms.</param>
/// <param name="Activation">The function of the feed-forward block.</param>
internal sealed record ConfigDefaults(int? Heads, float? Epsilon, ActivationKind? Activation)
{
    public static readonly ConfigDefaults None = new(null, null, null);
}
