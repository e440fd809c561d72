using System.Globalization;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>
/// Finds why a stage departs from the reference. It recomputes the stage's formula in float64, from the reference's inputs of the stage, with alternatives
/// to the declaration. Only an alternative that gives the reference's result is reported.
/// </summary>
internal static class CauseFinder
{
    /// <summary>All causes; the first that explains the departure is reported.</summary>
    private static readonly IReadOnlyList<ICause> s_all =
    [
        new PlacementCause(), new NormCause(), new ActivationCause(), new ProjectionCause(), new AttentionCause(), new EmbeddingCause(), new PoolCause(), new ScaleCause(),
    ];

    /// <param name="evidence">The model, the reference and their results.</param>
    /// <param name="record">The model's result.</param>
    /// <param name="expected">The reference's result.</param>
    /// <returns>A sentence, or null.</returns>
    public static string? Find(Evidence evidence, TraceRecord record, Grid expected)
    {
        string stage = record.Layer is { } layer ? record.Name[$"layers.{layer.ToString(CultureInfo.InvariantCulture)}.".Length..] : record.Name;
        DepartingStage departing = new(stage, record.Layer, Grid.Of(record.Values, record.Width), expected);
        return s_all.Select(cause => cause.Explain(evidence, departing)).FirstOrDefault(text => text is not null);
    }
}

/// <summary>A kind of cause, with its alternatives to the declaration.</summary>
internal interface ICause
{
    /// <summary>The alternative that gives the reference's result, in words; null if none does, or if the stage is of another kind.</summary>
    public string? Explain(Evidence evidence, DepartingStage departing);
}

/// <summary>The first result that departs.</summary>
/// <param name="Stage">The name of the stage without its layer.</param>
/// <param name="Layer">Its layer, or null.</param>
/// <param name="Ours">The model's result.</param>
/// <param name="Expected">The reference's result.</param>
internal sealed record DepartingStage(string Stage, int? Layer, Grid Ours, Grid Expected)
{
    /// <summary>The full name of another result in the same layer.</summary>
    public string InSameLayer(string stage) => Layer is { } layer ? $"layers.{layer.ToString(CultureInfo.InvariantCulture)}.{stage}" : stage;

    /// <summary>The name of the layer's input.</summary>
    public string LayerInput => Layer is { } layer and > 0 ? $"layers.{(layer - 1).ToString(CultureInfo.InvariantCulture)}.output" : "embedded";
}
