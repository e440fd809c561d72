using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>The tensor names of an encoder in a family of checkpoints.</summary>
internal sealed record NamingProfile
{
    /// <summary>The placeholder for the number of layers.</summary>
    public const string LayerCount = "{layers}";

    public required TensorNaming Naming { get; init; }

    /// <summary>The possible prefixes of all names, in the order in which they are tried.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [""];

    /// <summary>The prefix of a layer's names.</summary>
    public required string Layer { get; init; }

    /// <summary>Whether a single layer's names are first tried without that prefix.</summary>
    public bool IsLayerAloneFirst { get; init; }

    /// <summary>The prefix of the attention's names, after <see cref="Layer"/>.</summary>
    public string Attention { get; init; } = "";

    /// <summary>The prefix of the feed-forward block's names, after <see cref="Layer"/>.</summary>
    public string FeedForward { get; init; } = "";

    /// <summary>The names.</summary>
    public required IReadOnlyList<NameEntry> Entries { get; init; }

    /// <summary>The names of a gated block, which replace those in <see cref="Entries"/>.</summary>
    public IReadOnlyList<NameEntry> Gated { get; init; } = [];

    /// <summary>The names of <c>[Linear]</c>, <c>[LayerNorm]</c> and a <c>[FeedForward]</c> outside an encoder.</summary>
    public IReadOnlyList<NameEntry> Alone { get; init; } = [];

    /// <summary>The names of roles with several modules.</summary>
    public IReadOnlyList<NumberedNames> Numbered { get; init; } = [];

    /// <summary>Patterns of tensors in the family's files that are not parameters.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Whether the first layer has no norm before its attention.</summary>
    public bool HasNoFirstNorm { get; init; }

    /// <summary>The names of a role with several modules, for each number of modules; none if the family has no such modules.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Chains(Role role) => role.NumberedBy is null
        ? throw new InvalidOperationException($"A model has at most one {role}.")
        : Numbered.FirstOrDefault(names => names.Role == role)?.Chains ?? [];

    /// <summary>The templates of the roles of a module.</summary>
    /// <param name="scope">The kind of module.</param>
    /// <param name="isGated">Whether its feed-forward block is gated.</param>
    /// <param name="layers">Its number of layers.</param>
    /// <returns>The templates of each role that the family names.</returns>
    public Dictionary<Role, IReadOnlyList<NameTemplate>> Templates(NameScope scope, bool isGated, int layers)
    {
        Dictionary<Role, IReadOnlyList<NameTemplate>> templates = [];
        foreach (NameEntry entry in Of(scope, isGated))
        {
            templates[entry.Role] = (
                from stem in Stems(entry, scope, layers)
                from text in entry.Texts
                let whole = stem + InScope(text, scope)
                select new NameTemplate(whole.Replace(LayerCount, Literals.Integer(layers)), entry.Kind)).ToList();
        }

        return templates;
    }

    private IEnumerable<NameEntry> Of(NameScope scope, bool isGated)
    {
        // A gated block's first layers have names of their own, where the family has such blocks.
        HashSet<Role> replaced = [.. (isGated ? Gated : []).SelectMany(entry => entry.Role.Joins.Append(entry.Role))];
        List<NameEntry> entries = Entries.Where(entry => !replaced.Contains(entry.Role)).Concat(isGated ? Gated : []).ToList();
        return scope switch
        {
            NameScope.Encoder => entries,
            NameScope.Attention => entries.Where(entry => entry.Role.Part == ModelPart.Attention),
            NameScope.FeedForward when Alone.Count > 0 => Alone,
            NameScope.FeedForward => entries.Where(entry => entry.Role.Part == ModelPart.FeedForward),
            NameScope.Alone => Alone,
            _ => throw new InvalidOperationException($"No names are known of {scope}."),
        };
    }

    private IEnumerable<string> Stems(NameEntry entry, NameScope scope, int layers)
    {
        string first = Layer.Replace(NameTemplate.Layer, "0");
        IEnumerable<string> ofOneLayer = IsLayerAloneFirst ? ["", first] : [first, ""];
        return entry.Role.Occurrence switch
        {
            _ when scope != NameScope.Encoder => [""],
            _ when entry.IsInFirstLayer => layers == 1 ? ofOneLayer : [first],
            Occurrence.Once => [""],
            Occurrence.EachLayer => layers == 1 ? ofOneLayer : [Layer],
            _ => throw new InvalidOperationException($"No stem is known for {entry.Role.Occurrence}."),
        };
    }

    private string InScope(string text, NameScope scope)
    {
        string stem = scope switch
        {
            NameScope.Encoder or NameScope.Alone => "",
            NameScope.Attention => Attention,
            NameScope.FeedForward => FeedForward,
            _ => throw new InvalidOperationException($"No stem is known for {scope}."),
        };
        return text.StartsWith(stem, StringComparison.Ordinal) ? text.Substring(stem.Length) : text;
    }
}

/// <summary>The part of a model whose names are wanted.</summary>
internal enum NameScope
{
    /// <summary>An encoder.</summary>
    Encoder,

    /// <summary>An attention outside an encoder.</summary>
    Attention,

    /// <summary>A feed-forward block outside an encoder.</summary>
    FeedForward,

    /// <summary>A single layer of a kind that has no name in encoders.</summary>
    Alone,
}
