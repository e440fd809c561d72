using ShapeGen.Generator.Roles;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Different heads, scale, mask, window or positions.</summary>
internal sealed class AttentionCause : ICause
{
    /// <summary>Limit of multiplications; these take a few seconds.</summary>
    private const double MaxOperations = 2e9;

    public string? Explain(Evidence evidence, DepartingStage departing)
    {
        if (evidence.Attention is not { } declared)
        {
            return null;
        }

        AttentionAlternatives alternatives = new(declared, evidence.Table(Role.RelativeBias), evidence.Tokens.Max(), evidence.Encoder?.Layers ?? 1, evidence.Input is not MemoryInput);
        AttentionAlternative? cause = departing.Stage switch
        {
            "context" => OfContext(evidence, departing, alternatives),
            "rotatedQ" => OfRotation(evidence, departing, alternatives, "q"),
            "rotatedK" => OfRotation(evidence, departing, alternatives, "k"),
            _ => null,
        };
        return cause is null ? null : $"the reference uses attention with {cause.Text}: write {cause.Write}";
    }

    private static AttentionAlternative? OfContext(Evidence evidence, DepartingStage departing, AttentionAlternatives alternatives)
    {
        List<(AttentionParts Parts, Grid Expected)> layers =
        [
            .. from layer in evidence.EveryLayer(departing)
               where Parts(evidence, layer) is not null && evidence.Of(layer.InSameLayer("context")) is not null
               select (Parts(evidence, layer)!, evidence.Of(layer.InSameLayer("context"))!),
        ];
        (AttentionParts? parts, Grid expected) = layers.Find(layer => layer.Parts.Layer == (departing.Layer ?? 0));
        if (parts is null)
        {
            return null;
        }

        // One row rules out most alternatives: the middle row of the longest sequence, which has tokens on both sides.
        int longest = evidence.Tokens.Max();
        int row = evidence.Tokens.TakeWhile(count => count != longest).Sum() + (longest / 2);
        double operations = 0;
        foreach (AttentionAlternative other in alternatives.WithOne().Concat(OfScale()).Concat(alternatives.WithTwo()))
        {
            operations += 2.0 * parts.Queries.Width * longest;
            if (operations > MaxOperations)
            {
                return null;
            }

            if (RowMatches(evidence, other.Formula.Context(parts, row), expected, row))
            {
                operations += layers.Count * 2.0 * parts.Queries.Width * evidence.Tokens.Sum(count => (double)count * count);
                if (layers.All(layer => evidence.Matches(other.Formula.Context(layer.Parts), layer.Expected)))
                {
                    return other;
                }
            }
        }

        return null;

        // Any other scale is fitted, after all alternatives with one difference have failed.
        IEnumerable<AttentionAlternative> OfScale()
        {
            operations += ScaleFit.Steps * 2.0 * parts.Queries.Width * longest;
            return ScaleFit.Find(alternatives.Formula, parts, expected, row) is { } scale ? [alternatives.WithScale(scale)] : [];
        }
    }

    private static AttentionAlternative? OfRotation(Evidence evidence, DepartingStage departing, AttentionAlternatives alternatives, string source)
    {
        List<(int Layer, Grid Source, Grid Expected)> layers =
        [
            .. from layer in evidence.EveryLayer(departing)
               where evidence.Of(layer.InSameLayer(source)) is not null && evidence.Of(layer.InSameLayer(departing.Stage)) is not null
               select (layer.Layer ?? 0, evidence.Of(layer.InSameLayer(source))!, evidence.Of(layer.InSameLayer(departing.Stage))!),
        ];
        return layers.Any(layer => layer.Layer == (departing.Layer ?? 0))
            ? alternatives.Rotations().FirstOrDefault(other => layers.All(layer => evidence.Matches(other.Formula.Rotate(layer.Source, evidence.Tokens, layer.Layer), layer.Expected)))
            : null;
    }

    private static bool RowMatches(Evidence evidence, Grid alternative, Grid expected, int row) =>
        new Grid(alternative.Row(row).ToArray(), expected.Width).DifferenceFrom(new(expected.Row(row).ToArray(), expected.Width)).Error <= evidence.Tolerance * expected.Largest;

    private static AttentionParts? Parts(Evidence evidence, DepartingStage layer)
    {
        IReadOnlyList<int> keys = evidence.Input is MemoryInput memory ? memory.MemoryLengths : evidence.Tokens;
        return evidence.Of(layer.InSameLayer("q")) is { } q && evidence.Of(layer.InSameLayer("k")) is { } k && evidence.Of(layer.InSameLayer("v")) is { } v
            ? new(layer.Layer ?? 0, q, k, v, evidence.Tokens, keys)
            : null;
    }
}
