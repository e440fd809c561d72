using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Naming;

/// <summary>The names that a family of checkpoints uses for a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Place">Where the name begins.</param>
/// <param name="Kind">The kind of the name.</param>
/// <param name="Texts">The names, in the order in which they are tried.</param>
internal sealed record NameEntry(Role Role, NamePlace Place, TemplateKind Kind, IReadOnlyList<string> Texts)
{
    /// <summary>A role of each layer.</summary>
    public static NameEntry Each(Role role, params string[] texts) => new(role, NamePlace.Layer, TemplateKind.Linear, texts);

    /// <summary>A role of each layer, by complete names.</summary>
    public static NameEntry Exactly(Role role, params string[] texts) => new(role, NamePlace.Layer, TemplateKind.Exact, texts);

    /// <summary>A norm of each layer, whose tensors are <c>gamma</c> and <c>beta</c> in older files.</summary>
    public static NameEntry Norm(Role role, params string[] texts) => new(role, NamePlace.Layer, TemplateKind.Norm, texts);

    /// <summary>A role that exists once, outside the layers.</summary>
    public static NameEntry Once(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Linear, texts);

    /// <summary>A table that exists once.</summary>
    public static NameEntry Table(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Table, texts);

    /// <summary>A tensor that exists once, by its complete name.</summary>
    public static NameEntry OnceExactly(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Exact, texts);

    /// <summary>A norm that exists once, whose tensors are <c>gamma</c> and <c>beta</c> in older files.</summary>
    public static NameEntry OnceNorm(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Norm, texts);

    /// <summary>A role that exists once, in the first layer.</summary>
    public static NameEntry InFirstLayer(Role role, params string[] texts) => new(role, NamePlace.FirstLayer, TemplateKind.Linear, texts);
}

/// <summary>Where a name begins.</summary>
internal enum NamePlace
{
    /// <summary>After the prefix of each layer.</summary>
    Layer,

    /// <summary>After the prefix of the first layer.</summary>
    FirstLayer,

    /// <summary>At the beginning.</summary>
    Model,
}
