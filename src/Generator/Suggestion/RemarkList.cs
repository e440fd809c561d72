using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Collects what a file does not show, with the reason for each assumption.</summary>
internal sealed class RemarkList(KnownFamily family)
{
    /// <summary>Number of keys that a remark lists.</summary>
    private const int MaxKeys = 12;

    private readonly List<Remark> _all = [];

    public IReadOnlyList<Remark> All => _all;

    /// <summary>The reason for a value.</summary>
    private string Because => family.IsSpecific ? $"published models of {family.Title} have this value" : "this value is an assumption";

    public void Add(string attribute, string[] arguments, string text) => _all.Add(new(attribute, arguments, text));

    public void Heads(int heads, int total)
    {
        IEnumerable<string> others = Enumerable.Range(1, Math.Min(total, 128)).Where(count => total % count == 0 && count != heads).Select(count => Literals.Integer(count));
        Add(
            "Encoder", ["Heads", "HeadDim", "KeyValueHeads", "RotaryDim"],
            $"Heads = {Literals.Integer(heads)}: no tensor shows how many heads share the {Literals.Integer(total)} features; {Literals.Integer(total / heads)} features per head are usual. config.json says it (num_attention_heads): put it beside the file, or use --heads. Also possible: {string.Join(", ", others)}.");
    }

    public void Placement(NormPlacement placement)
    {
        if (!family.IsSpecific)
        {
            Add("Encoder", ["Norm"], $"Norm = NormPlacement.{placement}: norms before and after the blocks have the same tensors. {(placement == NormPlacement.Pre ? "x + block(norm(x))" : "norm(x + block(x))")} is assumed; if that is wrong, the results are wrong without an error.");
        }
    }

    /// <summary>Keys of the configuration that are not known for this family.</summary>
    public void UnknownKeys(IReadOnlyList<ConfigEntry> unknown)
    {
        if (unknown.Count > 0)
        {
            string listed = string.Join(", ", unknown.Take(MaxKeys).Select(entry => $"{ConfigObject.Key(entry)} ({entry.Written})"));
            Add("", [], $"{unknown[0].File} has keys that are not known for {family.Title}: {listed}{(unknown.Count > MaxKeys ? ", …" : "")}. If one of them changes what the model computes, the declaration is wrong.");
        }
    }

    /// <summary>What a program has to know.</summary>
    public void Notes(IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            Add("", [], note);
        }
    }

    public void NormKind(NormKind kind) =>
        Add("Encoder", ["NormKind", "NormBias", "Bias"], $"NormKind = NormKind.{kind}: norms without a bias can be RMS norms or layer norms.");

    public void Norms(NormSettings norm, bool hasFinalNorm, bool isKnown)
    {
        if (!isKnown)
        {
            Add("Encoder", hasFinalNorm ? ["Epsilon", "FinalEpsilon"] : ["Epsilon"], $"Epsilon = {AttributeBuilder.Number(norm.Epsilon)}: no tensor shows it; {Because}. config.json says it (layer_norm_eps).");
        }
        else if (hasFinalNorm && !family.IsSpecific)
        {
            Add("Encoder", ["FinalEpsilon"], "The norm after the last layer is assumed to have the same Epsilon as the others.");
        }
    }

    public void Activation(Activation kind, bool isKnown)
    {
        if (!isKnown)
        {
            Add("Encoder", ["Activation"], $"Activation = Activation.{kind}: no tensor shows it; {Because}. config.json says it (hidden_act).");
        }
    }

    public void Attention(PositionEncoding kind, Band band, PositionSettings position, bool isConfigured)
    {
        if (!family.IsSpecific)
        {
            string buckets = kind == PositionEncoding.RelativeBuckets ? " MaxDistance is T5's 128." : "";
            Add(
                "Encoder", ["Mask", "Window", "GlobalEvery", "Position", "RotaryTheta", "LocalRotaryTheta", "RotaryDim", "RotaryInterleaved", "Scale", "MaxDistance"],
                $"No tensor shows a causal mask, a window, rotary positions, ALiBi or a scale other than 1 / √HeadDim: attention over all tokens is assumed.{buckets}");
        }
        else if (!isConfigured && (band.Back is not null || kind == PositionEncoding.Rotary))
        {
            string window = band.Back is { } reach ? $"Window = {Literals.Integer(2 * reach)}, GlobalEvery = {Literals.Integer(band.GlobalEvery)} and " : "";
            Add(
                "Encoder", ["Window", "GlobalEvery", "RotaryTheta", "LocalRotaryTheta", "RotaryDim"],
                $"No tensor shows {window}RotaryTheta = {AttributeBuilder.Number(position.Theta)}; that is what published models of {family.Title} have. config.json says it.");
        }
    }
}
