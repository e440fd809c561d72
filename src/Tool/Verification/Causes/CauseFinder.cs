using System.Globalization;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>
/// Why a stage departs from the reference: its formula is computed again in float64, of the reference's own numbers before it, with what the declaration might
/// say instead. Only what gives the reference's numbers is named.
/// </summary>
internal static class CauseFinder
{
    /// <summary>Each kind of stage with its alternatives; the first one that explains the departure counts.</summary>
    private static readonly IReadOnlyList<ICause> s_all =
    [
        new PlacementCause(), new NormCause(), new ActivationCause(), new ProjectionCause(), new AttentionCause(), new EmbeddingCause(), new PoolCause(), new ScaleCause(),
    ];

    /// <param name="evidence">What there is.</param>
    /// <param name="record">The model's result.</param>
    /// <param name="expected">The reference's.</param>
    /// <returns>A sentence, or null.</returns>
    public static string? Find(Evidence evidence, TraceRecord record, Grid expected)
    {
        string stage = record.Layer is { } layer ? record.Name[$"layers.{layer.ToString(CultureInfo.InvariantCulture)}.".Length..] : record.Name;
        Suspect suspect = new(stage, record.Layer, Grid.Of(record.Values, record.Width), expected);
        return s_all.Select(cause => cause.Explain(evidence, suspect)).FirstOrDefault(text => text is not null);
    }
}

/// <summary>Alternatives for a kind of stage.</summary>
internal interface ICause
{
    /// <summary>The alternative that gives the reference's numbers, in words; null where none does, or the stage is of another kind.</summary>
    public string? Explain(Evidence evidence, Suspect suspect);
}

/// <summary>The first result that departs.</summary>
/// <param name="Stage">Its name without the layer.</param>
/// <param name="Layer">Its layer, or null.</param>
/// <param name="Ours">The model's.</param>
/// <param name="Expected">The reference's.</param>
internal sealed record Suspect(string Stage, int? Layer, Grid Ours, Grid Expected)
{
    /// <summary>Another result of the same layer.</summary>
    public string Beside(string stage) => Layer is { } layer ? $"layers.{layer.ToString(CultureInfo.InvariantCulture)}.{stage}" : stage;

    /// <summary>What goes into the layer.</summary>
    public string Before => Layer is { } layer and > 0 ? $"layers.{(layer - 1).ToString(CultureInfo.InvariantCulture)}.output" : "embedded";
}
