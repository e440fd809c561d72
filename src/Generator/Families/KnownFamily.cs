using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Sidecars;
using ShapeGen.Generator.Suggestion;

namespace ShapeGen.Generator.Families;

/// <summary>A family of published models: its tensor names, and the settings that no tensor shows.</summary>
internal sealed record KnownFamily
{
    /// <summary>The usual name of the family.</summary>
    public required string Title { get; init; }

    /// <summary>The value of <c>--assume</c>; empty if the family cannot be assumed.</summary>
    public string Key { get; init; } = "";

    /// <summary>The <c>model_type</c>s that compute the same as this family.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public required NamesDeclaration Names { get; init; }

    /// <summary>Whether a file with these names belongs to this family, if its <c>model_type</c> is missing or allows several. The first family that accepts the file is taken.</summary>
    public Func<RoleIndex, bool> Is { get; init; } = _ => true;

    /// <summary>Whether only the <c>model_type</c> distinguishes it from another family with the same names.</summary>
    public bool IsByTypeOnly { get; init; }

    /// <summary>Whether the names alone show what the layers compute. Generic names do not.</summary>
    public bool IsSpecific { get; init; } = true;

    public NormPlacement Placement { get; init; } = NormPlacement.Pre;

    public NormKind NormKind { get; init; } = NormKind.Layer;

    public float Epsilon { get; init; } = 1e-5f;

    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>The activation of gated blocks, if it differs.</summary>
    public Activation? GatedActivation { get; init; }

    public float? Scale { get; init; }

    public AttentionMask Mask { get; init; } = AttentionMask.None;

    public int? Window { get; init; }

    public int GlobalEvery { get; init; }

    public PositionEncoding Position { get; init; } = PositionEncoding.None;

    public float RotaryTheta { get; init; } = 10_000;

    public float? LocalRotaryTheta { get; init; }

    /// <summary>Rotated features of a head in the published models.</summary>
    public int? RotaryDim { get; init; }

    public bool RotaryInterleaved { get; init; }

    /// <summary>The row of the position table for the first token.</summary>
    public int PositionOffset { get; init; }

    /// <summary>Whether that row follows <c>pad_token_id</c>.</summary>
    public bool PositionsFollowPadding { get; init; }

    /// <summary>Heads of the published models, by the width of the encoder.</summary>
    public Func<int, int?> Heads { get; init; } = _ => null;

    /// <summary>The pooling if no configuration states it; null if all rows are the result.</summary>
    public Pooling? Pool { get; init; }

    /// <summary>The convolutions. Tensors show only their kernels.</summary>
    public IReadOnlyList<ConvolutionSettings> Convolutions { get; init; } = [];

    /// <summary>The part that describes this model in a configuration of several models.</summary>
    public string ConfigPart { get; init; } = "";

    /// <summary>The defaults of the configuration class for keys that a file leaves out; null for keys that its files always have.</summary>
    public ConfigDefaults Defaults { get; init; } = ConfigDefaults.None;

    /// <summary>The rules for keys of the configuration, in addition to <see cref="CommonKeys"/>.</summary>
    public IReadOnlyDictionary<string, KeyRule> Keys { get; init; } = new Dictionary<string, KeyRule>();

    /// <summary>The keys that this family's code reads, among those that <see cref="ModelConfig"/> reads; empty if not known. All others count as unknown keys.</summary>
    public IReadOnlyList<string> OwnKeys { get; init; } = [];

    /// <summary>The keys of the activation, if they are not the usual ones.</summary>
    public string[]? ActivationKeys { get; init; }

    /// <summary>Names of activations that only this family's code understands, or understands differently.</summary>
    public IReadOnlyDictionary<string, Activation> ActivationWords { get; init; } = new Dictionary<string, Activation>();

    /// <summary>Whether <c>sliding_window</c> gives one side of the window.</summary>
    public bool HasHalfWindow { get; init; }

    /// <summary>A key that changes the rotary angles for texts longer than those of the training; empty if there is none.</summary>
    public string LongTextKey { get; init; } = "";

    /// <summary>The activation of gated blocks, whatever the configuration says.</summary>
    public Activation? FixedGatedActivation { get; init; }

    /// <summary>The epsilon of the norms, whatever the configuration says.</summary>
    public float? FixedEpsilon { get; init; }

    /// <summary>The key that makes the attention causal; empty if there is none.</summary>
    public string CausalKey { get; init; } = "is_decoder";

    /// <summary>The activation after the first of a classifier's two linear layers.</summary>
    public HeadActivation ClassifierActivation { get; init; } = HeadActivation.Tanh;

    /// <summary>Whether that activation is the one of the layers.</summary>
    public bool HasClassifierOfLayers { get; init; }

    /// <summary>Whether its published models bring their own code (<c>auto_map</c>), which is the code of this family.</summary>
    public bool IsRemoteCode { get; init; }

    /// <summary>Heads for tasks, which no attribute declares. Patterns as in <see cref="Outputs"/>.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Tensors of published files that do not belong to the encoder: training heads, a decoder, another tower. Patterns of whole names, without a training tool's prefix.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>What a program has to know about these models, even if the declaration is right.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The part of <c>open_clip_config.json</c> that describes the tower; empty for families with another configuration.</summary>
    public string OpenClipTower { get; init; } = "";

    /// <summary>The roles that every model of the family has besides the layers. A file without them is incomplete.</summary>
    public IReadOnlyList<Role> Required { get; init; } = [];

    /// <summary>Heads of another family with the same names.</summary>
    public IReadOnlyList<string> OtherHeads { get; init; } = [];

    /// <summary>A model of an unknown family. Its configuration is read with the keys that all families share.</summary>
    public static readonly KnownFamily Unknown = new() { Title = "a model", Names = NamesDeclaration.Default, IsSpecific = false, IsRemoteCode = true };

    /// <summary>Whether its models read images, while another family with the same configuration reads texts.</summary>
    public bool IsOfImages => ConfigPart == "vision_config" || OpenClipTower == "vision_cfg";

    /// <summary>The names of one of the naming profiles.</summary>
    public static NamesDeclaration Profile(TensorNaming naming, params (Role Role, string Text)[] own) =>
        new(naming, null, false, new([]), new(own.Select(name => new OwnName(name.Role, name.Text))));
}

/// <summary>The defaults of a configuration class for keys that a file leaves out.</summary>
/// <param name="Heads">Heads of the attention; null if files always state them.</param>
/// <param name="Epsilon">The epsilon of the norms.</param>
/// <param name="Activation">The activation of the feed-forward block.</param>
internal sealed record ConfigDefaults(int? Heads, float? Epsilon, Activation? Activation)
{
    public static readonly ConfigDefaults None = new(null, null, null);
}
