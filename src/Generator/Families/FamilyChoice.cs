using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Families;

/// <summary>Chooses the family of a model: from the user, otherwise from <c>config.json</c>, otherwise from the tensor names.</summary>
/// <param name="Families">The families to try.</param>
/// <param name="IsChosen">Whether it is a single family, which need not be distinguished by its names.</param>
/// <param name="Assumed">What the user assumed against the file, for a comment in the declaration; null if nothing.</param>
/// <param name="Refusal">The reason why no known family fits the file; null if one may.</param>
internal sealed record FamilyChoice(IReadOnlyList<KnownFamily> Families, bool IsChosen, string? Assumed, string? Refusal)
{
    public static FamilyChoice Of(CheckpointFacts facts, string? assumed)
    {
        ConfigEntry? type = ModelConfig.TypeOf(facts);
        string said = type is null ? "config.json names no model_type" : ConfigObject.Quote(type);
        if (assumed is not null)
        {
            List<KnownFamily> meant = KnownFamilies.All.Where(family => family.Key == assumed).ToList();
            return meant.Count == 0
                ? new([], false, null, $"no family is called {Literals.String(assumed)}; known are {string.Join(", ", KnownFamilies.Keys)}")
                : new(meant, true, $"--assume {assumed}: assumed to compute what {meant[0].Title} does, although {said}.", null);
        }

        // open_clip's files have their own tensor names, and may be beside the configuration of another library.
        if (facts.Tensors.Any(tensor => tensor.Name.Contains("transformer.resblocks.")))
        {
            return new(KnownFamilies.All.Where(family => family.OpenClipTower.Length > 0).ToList(), false, null, null) { IsTold = true };
        }

        if (type is null)
        {
            // timm's files name an architecture instead.
            return ConfigObject.Of(facts, ModelConfig.FileName)?.Find("architecture") is not null
                ? new(KnownFamilies.OfType("timm_wrapper"), true, null, null) { IsTold = true }
                : new(KnownFamilies.All.Where(family => !family.IsByTypeOnly).ToList(), false, null, null);
        }

        IReadOnlyList<KnownFamily> known = KnownFamilies.OfType(type.Value);
        if (known.Count > 0)
        {
            return new(known, known.Count == 1, null, null) { IsTold = true };
        }

        if (ModelTypes.Find(type.Value) is { } reason)
        {
            return new([], false, null, $"{said}: {reason}");
        }

        // Generic names do not show what a model computes: each assumption becomes a remark.
        return new(KnownFamilies.All.Where(family => !family.IsSpecific).ToList(), false, null, null) { Unknown = type };
    }

    /// <summary>Whether a file states that it is one of these families.</summary>
    public bool IsTold { get; private init; }

    /// <summary>The unknown type of a model, for which only generic names are tried.</summary>
    public ConfigEntry? Unknown { get; private init; }

    /// <summary>How a user of the tool can override the refusal of a model type.</summary>
    public static string Hint => $"If it computes the same as a known family, name that family: --assume FAMILY, where FAMILY is one of {string.Join(", ", KnownFamilies.Keys)}";

    /// <summary>The refusal of a model of an unknown type that has the names of a known family.</summary>
    public string UnknownRefusal => Unknown is null
        ? ""
        : $"{ConfigObject.Quote(Unknown)}: this type of model is not known, and the names of its tensors do not show what it computes";
}
