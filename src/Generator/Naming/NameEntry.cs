using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Naming;

/// <summary>What a family of checkpoints calls a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Place">Where the name begins.</param>
/// <param name="Kind">What it is the name of.</param>
/// <param name="Texts">The names, the first being tried first.</param>
internal sealed record NameEntry(Role Role, NamePlace Place, TemplateKind Kind, IReadOnlyList<string> Texts)
{
    /// <summary>A role of each layer.</summary>
    public static NameEntry Each(Role role, params string[] texts) => new(role, NamePlace.Layer, TemplateKind.Linear, texts);

    /// <summary>A role of each layer, by whole names.</summary>
    public static NameEntry Exactly(Role role, params string[] texts) => new(role, NamePlace.Layer, TemplateKind.Exact, texts);

    /// <summary>A norm of each layer that older files have with <c>gamma</c> and <c>beta</c>.</summary>
    public static NameEntry Norm(Role role, params string[] texts) => new(role, NamePlace.Layer, TemplateKind.Norm, texts);

    /// <summary>A role that is there once, and not in a layer.</summary>
    public static NameEntry Once(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Linear, texts);

    /// <summary>A table that is there once.</summary>
    public static NameEntry Table(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Table, texts);

    /// <summary>A tensor that is there once, by its whole name.</summary>
    public static NameEntry OnceExactly(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Exact, texts);

    /// <summary>A norm that is there once, which older files have with <c>gamma</c> and <c>beta</c>.</summary>
    public static NameEntry OnceNorm(Role role, params string[] texts) => new(role, NamePlace.Model, TemplateKind.Norm, texts);

    /// <summary>A role that is there once, in the first layer.</summary>
    public static NameEntry InFirstLayer(Role role, params string[] texts) => new(role, NamePlace.FirstLayer, TemplateKind.Linear, texts);
}

/// <summary>Where a name begins.</summary>
internal enum NamePlace
{
    /// <summary>Behind what stands before the names of each layer.</summary>
    Layer,

    /// <summary>Behind what stands before the names of the first layer.</summary>
    FirstLayer,

    /// <summary>At the beginning.</summary>
    Model,
}
