namespace ShapeGen.Generator.Roles;

/// <summary>What a tensor is for. Roles are compared by reference. An operation may have a role that is not in the table.</summary>
/// <param name="name">The name in generated constants and in messages; for a role that users can name, the property of <c>[TensorNames]</c>.</param>
/// <param name="part">The part of the model that messages count it in.</param>
/// <param name="occurrence">Whether a model has it once or in each layer.</param>
/// <param name="kind">The kind of its tensors.</param>
internal sealed partial class Role(string name, string part, Occurrence occurrence, TensorKind kind)
{
    /// <summary>The name in generated constants and in messages.</summary>
    public string Name => name;

    /// <summary>The part of the model that messages count it in.</summary>
    public string Part => part;

    /// <summary>Whether a model has it once or in each layer.</summary>
    public Occurrence Occurrence => occurrence;

    /// <summary>The kind of its tensors.</summary>
    public TensorKind Kind => kind;

    /// <summary>Where a model may have several numbered modules of the role, the attribute that declares one of them.</summary>
    public string? NumberedBy { get; init; }

    /// <summary>The roles that one tensor of this role joins, or null.</summary>
    public JoinedRoles? Joined { get; init; }

    /// <summary>The same; empty if it joins none.</summary>
    public IReadOnlyList<Role> Joins => Joined?.Roles ?? [];

    /// <summary>How a tensor starts in a new model.</summary>
    /// <exception cref="InvalidOperationException">The kind does not say it: a linear layer starts by its number of inputs.</exception>
    public Initialisation Start(TensorPart tensor) => (Kind, tensor) switch
    {
        (TensorKind.Norm, TensorPart.Weight) or (TensorKind.Scale, TensorPart.Itself) => Initialisation.One,
        (TensorKind.Norm, TensorPart.Bias) or (TensorKind.Exact, TensorPart.Itself) => Initialisation.Zero,
        (TensorKind.Embedding or TensorKind.Table, TensorPart.Weight) => Initialisation.Embedding,
        _ => throw new InvalidOperationException($"No start is known for {Name}, {tensor}: its kind is {Kind}."),
    };

    public override string ToString() => Name;
}
