using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>The names that a family of checkpoints uses for a role. The names of a role of each layer begin after the prefix of a layer.</summary>
/// <param name="Role">The role.</param>
/// <param name="Kind">The kind of tensor whose names these are: most families name a norm's tensors as those of a linear layer.</param>
/// <param name="Texts">The names, in the order in which they are tried.</param>
internal sealed record NameEntry(Role Role, TensorKind Kind, IReadOnlyList<string> Texts)
{
    /// <summary>Whether the model's only tensor of the role is in the first layer.</summary>
    public bool IsInFirstLayer { get; init; }

    /// <summary>Modules, whose tensors are <c>weight</c> and <c>bias</c>.</summary>
    public static NameEntry Named(Role role, params string[] texts) => new(role, TensorKind.Linear, texts);

    /// <summary>Norms, whose tensors are <c>gamma</c> and <c>beta</c> in older files.</summary>
    public static NameEntry Norm(Role role, params string[] texts) => new(role, TensorKind.Norm, texts);

    /// <summary>Tables, which are the weight of a module or a tensor without one.</summary>
    public static NameEntry Table(Role role, params string[] texts) => new(role, TensorKind.Table, texts);

    /// <summary>Tensors by their complete names.</summary>
    public static NameEntry Exactly(Role role, params string[] texts) => new(role, TensorKind.Exact, texts);

    /// <summary>Modules of the first layer.</summary>
    public static NameEntry InFirstLayer(Role role, params string[] texts) => Named(role, texts) with { IsInFirstLayer = true };
}
