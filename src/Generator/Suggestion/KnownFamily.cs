using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Convolution;

namespace ShapeGen.Generator.Suggestion;

/// <summary>A family of published models: how its files name tensors, and what its models are that no tensor shows.</summary>
internal sealed record KnownFamily
{
    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    public required NamesDeclaration Names { get; init; }

    /// <summary>Whether a file of these names is of this family; the first family that says so is taken.</summary>
    public Func<RoleIndex, string?, bool> Is { get; init; } = (_, _) => true;

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

    /// <summary>Heads of the published models, by the features of the encoder.</summary>
    public Func<int, int?> Heads { get; init; } = _ => null;

    /// <summary>How one row is made, unless a configuration says so; null where all rows are the result.</summary>
    public Pooling? Pool { get; init; }

    /// <summary>The convolutions, of which tensors show the kernels alone.</summary>
    public IReadOnlyList<ConvolutionSettings> Convolutions { get; init; } = [];

    /// <summary>The part of a configuration of several models.</summary>
    public string ConfigPart { get; init; } = "";

    /// <summary>Heads that are not this family's, though of the same names.</summary>
    public IReadOnlyList<string> OtherHeads { get; init; } = [];

    /// <summary>The names of one of the naming profiles.</summary>
    public static NamesDeclaration Profile(TensorNaming naming, params (Role Role, string Text)[] own) =>
        new(naming, null, false, new([]), new(own.Select(name => new OwnName(name.Role, name.Text))));
}
