using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Families;

/// <summary>Whose code computes a model: what the user says, else what <c>config.json</c> says, else what names allow.</summary>
/// <param name="Families">The families to try.</param>
/// <param name="IsChosen">Whether that is one family alone, whose names need not tell it from others.</param>
/// <param name="Assumed">What was assumed against the file, for a comment in the declaration; null where nothing was.</param>
/// <param name="Refusal">Why no family computes what the file says; null where one may.</param>
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

        // open_clip's files lie beside others' configurations, under names of their own.
        if (facts.Tensors.Any(tensor => tensor.Name.Contains("transformer.resblocks.")))
        {
            return new(KnownFamilies.All.Where(family => family.OpenClipTower.Length > 0).ToList(), false, null, null) { IsTold = true };
        }

        if (type is null)
        {
            // timm's files name an architecture in its place.
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

        // Names that anyone may use carry no computation with them: each of its facts is a remark.
        return new(KnownFamilies.All.Where(family => !family.IsSpecific).ToList(), false, null, null) { Unknown = type };
    }

    /// <summary>Whether a file says that it is one of these.</summary>
    public bool IsTold { get; private init; }

    /// <summary>The type of a model that is not known, where only names that anyone may use are tried.</summary>
    public ConfigEntry? Unknown { get; private init; }

    /// <summary>The way out of a refusal of a model's type, for a user of the tool.</summary>
    public static string Hint => $"If it computes the same as a known family, name that family: --assume FAMILY, where FAMILY is one of {string.Join(", ", KnownFamilies.Keys)}";

    /// <summary>Why names of a known family do not tell what a model of an unknown type computes.</summary>
    public string UnknownRefusal => Unknown is null
        ? ""
        : $"{ConfigObject.Quote(Unknown)}: this type of model is not known, and the names of its tensors do not show what it computes";
}
