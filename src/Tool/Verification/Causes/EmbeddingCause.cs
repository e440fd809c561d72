using System.Globalization;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Positions;
using ShapeGen.Generator.Roles;
using ShapeGen.Tool.Compilation;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Positions that start at another row, sines and cosines in another order, or missing token types.</summary>
internal sealed class EmbeddingCause : ICause
{
    private const int MaxShift = 8;

    public string? Explain(Evidence evidence, DepartingStage departing) => departing.Stage switch
    {
        "tokens" => OfTokens(evidence, departing),
        "positioned" or "embedded" => OfPositions(evidence, departing),
        _ => null,
    };

    /// <summary>Token type embeddings that only the reference adds.</summary>
    private static string? OfTokens(Evidence evidence, DepartingStage departing)
    {
        int width = departing.Ours.Width;
        if (evidence.Encoder?.Model?.Input is not TokenInput { Settings: { } settings } || evidence.Table(Role.TypeEmbedding) is not { } numbers || numbers.Length % width != 0)
        {
            return null;
        }

        Grid table = Grid.Of(numbers, width);
        int[] given = evidence.Input is IdInput { Types: { Length: > 0 } types } ? types : new int[departing.Ours.Rows];
        double limit = evidence.Tolerance * departing.Expected.Largest;
        bool isOfTypes = Enumerable.Range(0, departing.Ours.Rows).All(row => Enumerable.Range(0, table.Rows).Any(type => Enumerable.Range(0, width).All(column =>
        {
            double withoutType = departing.Ours[row, column] - (settings.Types > 0 ? table[given[row], column] : 0);
            return Math.Abs(withoutType + table[type, column] - departing.Expected[row, column]) <= limit;
        })));
        return !isOfTypes ? null
            : settings.Types == 0 ? $"the reference adds token type embeddings, but the declaration has none: write Types = {table.Rows.ToString(CultureInfo.InvariantCulture)} in [TokenEmbedding]"
            : "the reference uses other token types: give them as input.types, one for each token";
    }

    private static string? OfPositions(Evidence evidence, DepartingStage departing)
    {
        // Only if the sum itself is a result, before any norm.
        if (evidence.Encoder?.Model is not { Positions: { } positions } model || (departing.Stage == "embedded") != (model.InputNorm is null)
            || evidence.Of("tokens") is not { } tokens || !evidence.Ours.TryGet("tokens", out TraceRecord? ourTokens))
        {
            return null;
        }

        // The rows of the table that each side adds, in the longest sequence. Shorter sequences repeat them.
        Grid theirs = departing.Expected.With(tokens, (sum, token) => sum - token);
        Grid ours = departing.Ours.With(Grid.Of(ourTokens.Values, ourTokens.Width), (sum, token) => sum - token);
        int longest = evidence.Tokens.Max();
        int start = evidence.Tokens.TakeWhile(count => count != longest).Sum();
        double limit = 4 * evidence.Tolerance * departing.Expected.Largest;
        foreach (int shift in Enumerable.Range(1, MaxShift).SelectMany(distance => new[] { distance, -distance }).Where(shift => Math.Abs(shift) < longest - 1))
        {
            int first = Math.Max(0, -shift), end = Math.Min(longest, longest - shift);
            bool isShifted = Enumerable.Range(first, end - first).All(row =>
                Enumerable.Range(0, theirs.Width).All(column => Math.Abs(theirs[start + row, column] - ours[start + row + shift, column]) <= limit));
            if (isShifted)
            {
                string offset = (positions.Offset + shift).ToString(CultureInfo.InvariantCulture);
                return $"the reference's first token has row {offset} of the positions, the model's has row {positions.Offset.ToString(CultureInfo.InvariantCulture)}: write Offset = {offset} in [Positions]";
            }
        }

        return OfSinusoids(evidence, positions, theirs, limit);
    }

    /// <summary>Tests the other order of sines and cosines.</summary>
    private static string? OfSinusoids(Evidence evidence, PositionTable positions, Grid theirs, double limit)
    {
        Declared.Sinusoid other = positions.Form == Declared.Sinusoid.Pairs ? Declared.Sinusoid.Halves : Declared.Sinusoid.Pairs;
        IEnumerable<int> places = evidence.Tokens.SelectMany(count => Enumerable.Range(positions.Offset, count));
        bool isOther = positions.Kind == Declared.PositionKind.Sinusoidal
            && places.Select((position, row) => Enumerable.Range(0, theirs.Width).All(column => Math.Abs(Functions.Sinusoid(other, position, column, theirs.Width) - theirs[row, column]) <= limit)).All(isEqual => isEqual);
        return isOther ? $"the reference has sines and cosines in another order: write Sinusoid = Sinusoid.{other} in [Positions]" : null;
    }
}
