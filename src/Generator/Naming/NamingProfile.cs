using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Naming;

/// <summary>How a family of checkpoints names the tensors of an encoder.</summary>
internal sealed record NamingProfile
{
    /// <summary>The placeholder of the number of layers.</summary>
    public const string LayerCount = "{layers}";

    public required TensorNaming Naming { get; init; }

    /// <summary>What may stand before all names, the first being tried first.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [""];

    /// <summary>What stands before the names of a layer.</summary>
    public required string Layer { get; init; }

    /// <summary>Whether a single layer's names are looked for without that first.</summary>
    public bool IsLayerAloneFirst { get; init; }

    /// <summary>What stands before the names of a layer's attention, behind <see cref="Layer"/>.</summary>
    public string Attention { get; init; } = "";

    /// <summary>What stands before the names of a layer's feed-forward block, behind <see cref="Layer"/>.</summary>
    public string FeedForward { get; init; } = "";

    /// <summary>The names.</summary>
    public required IReadOnlyList<NameEntry> Entries { get; init; }

    /// <summary>The names of a gated block, in place of those in <see cref="Entries"/>.</summary>
    public IReadOnlyList<NameEntry> Gated { get; init; } = [];

    /// <summary>The names of <c>[Linear]</c>, <c>[LayerNorm]</c>, and of a <c>[FeedForward]</c> that no layer has.</summary>
    public IReadOnlyList<NameEntry> Alone { get; init; } = [];

    /// <summary>The names of heads, for each number of them that the family has; several of the same number are tried in order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Heads { get; init; } = [];

    /// <summary>The names of convolutions, likewise.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Convolutions { get; init; } = [];

    /// <summary>The names of the norms of convolutions, likewise.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ConvolutionNorms { get; init; } = [];

    /// <summary>The names of a role of which a model has several modules.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Chains(Role role) => role switch
    {
        Role.Heads => Heads,
        Role.Convolutions => Convolutions,
        Role.ConvolutionNorms => ConvolutionNorms,
        _ => throw new InvalidOperationException($"There is one {role} at most."),
    };

    /// <summary>What the family's files hold that is no parameter, as patterns.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Whether the first layer has no norm before its attention.</summary>
    public bool HasNoFirstNorm { get; init; }

    /// <summary>The templates of the roles of a module.</summary>
    /// <param name="scope">Which module it is.</param>
    /// <param name="isGated">Whether its feed-forward block is gated.</param>
    /// <param name="layers">How many layers it has.</param>
    /// <returns>The templates of each role that the family names.</returns>
    public Dictionary<Role, IReadOnlyList<NameTemplate>> Templates(NameScope scope, bool isGated, int layers)
    {
        Dictionary<Role, IReadOnlyList<NameTemplate>> templates = [];
        foreach (NameEntry entry in Of(scope, isGated))
        {
            templates[entry.Role] = (
                from stem in Stems(entry.Place, scope, layers)
                from text in entry.Texts
                let whole = stem + InScope(text, scope)
                select new NameTemplate(whole.Replace(LayerCount, Literals.Integer(layers)), entry.Kind)).ToList();
        }

        return templates;
    }

    private IEnumerable<NameEntry> Of(NameScope scope, bool isGated)
    {
        // A gated block's first layers have names of their own, where the family has such blocks.
        HashSet<Role> replaced = isGated && Gated.Count > 0 ? [Role.Ffn1, .. Gated.Select(entry => entry.Role)] : [];
        List<NameEntry> entries = Entries.Where(entry => !replaced.Contains(entry.Role)).Concat(isGated ? Gated : []).ToList();
        return scope switch
        {
            NameScope.Encoder => entries,
            NameScope.Attention => entries.Where(entry => entry.Role is Role.Qkv or Role.Query or Role.Key or Role.Value or Role.KeyValue or Role.Out or Role.RelativeBias),
            NameScope.FeedForward when Alone.Count > 0 => Alone,
            NameScope.FeedForward => entries.Where(entry => entry.Role is Role.Gate or Role.Wi or Role.Ffn1 or Role.Ffn2),
            NameScope.Alone => Alone,
            _ => throw new InvalidOperationException($"No names are known of {scope}."),
        };
    }

    private IEnumerable<string> Stems(NamePlace place, NameScope scope, int layers)
    {
        string first = Layer.Replace(NameTemplate.Layer, "0");
        IEnumerable<string> ofOneLayer = IsLayerAloneFirst ? ["", first] : [first, ""];
        return place switch
        {
            _ when scope != NameScope.Encoder => [""],
            NamePlace.Model => [""],
            NamePlace.Layer => layers == 1 ? ofOneLayer : [Layer],
            NamePlace.FirstLayer => layers == 1 ? ofOneLayer : [first],
            _ => throw new InvalidOperationException($"No stem is known for {place}."),
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

/// <summary>Whose names are wanted.</summary>
internal enum NameScope
{
    /// <summary>An encoder's.</summary>
    Encoder,

    /// <summary>An attention's that is no part of an encoder.</summary>
    Attention,

    /// <summary>A feed-forward block's that is no part of an encoder.</summary>
    FeedForward,

    /// <summary>A single layer's of a kind that encoders have no names for.</summary>
    Alone,
}
