using System.Globalization;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Positions that begin in another row, or types that are left out.</summary>
internal sealed class EmbeddingCause : ICause
{
    private const int FarthestOffset = 8;

    public string? Explain(Evidence evidence, Suspect suspect) => suspect.Stage switch
    {
        "tokens" => OfTokens(evidence, suspect),
        "positioned" or "embedded" => OfPositions(evidence, suspect),
        _ => null,
    };

    /// <summary>One row that is added everywhere is the row of a type.</summary>
    private static string? OfTokens(Evidence evidence, Suspect suspect)
    {
        Grid difference = suspect.Expected.With(suspect.Ours, (theirs, ours) => theirs - ours);
        Grid first = difference with { Values = [.. Enumerable.Range(0, difference.Values.Length).Select(i => difference.Values[i % difference.Width])] };
        bool isConstant = difference.Rows > 1 && difference.With(first, (x, y) => x - y).Largest <= evidence.Tolerance * suspect.Expected.Largest;
        return isConstant && evidence.Encoder?.Model is not null
            ? "the same row is missing from every token: the embedding of a type; write Types in [TokenEmbedding], or give the reference's types as input.types"
            : null;
    }

    private static string? OfPositions(Evidence evidence, Suspect suspect)
    {
        // Only where the sum itself is there, before a norm.
        if (evidence.Encoder?.Model is not { Positions: { } positions } model || (suspect.Stage == "embedded") != (model.InputNorm is null)
            || evidence.Of("tokens") is not { } tokens || !evidence.Ours.TryGet("tokens", out TraceRecord? ourTokens))
        {
            return null;
        }

        // The rows of the table that each side adds: by the longest sequence, whose rows the others repeat.
        Grid theirs = suspect.Expected.With(tokens, (sum, token) => sum - token);
        Grid ours = suspect.Ours.With(Grid.Of(ourTokens.Values, ourTokens.Width), (sum, token) => sum - token);
        int longest = evidence.Tokens.Max();
        int start = evidence.Tokens.TakeWhile(count => count != longest).Sum();
        double limit = 4 * evidence.Tolerance * suspect.Expected.Largest;
        foreach (int shift in Enumerable.Range(1, FarthestOffset).SelectMany(distance => new[] { distance, -distance }).Where(shift => Math.Abs(shift) < longest - 1))
        {
            int first = Math.Max(0, -shift), end = Math.Min(longest, longest - shift);
            bool isShifted = Enumerable.Range(first, end - first).All(row =>
                Enumerable.Range(0, theirs.Width).All(column => Math.Abs(theirs[start + row, column] - ours[start + row + shift, column]) <= limit));
            if (isShifted)
            {
                string offset = (positions.Offset + shift).ToString(CultureInfo.InvariantCulture);
                return $"the reference's first token has row {offset} of the positions, the model's row {positions.Offset.ToString(CultureInfo.InvariantCulture)}: write Offset = {offset} in [Positions]";
            }
        }

        return null;
    }
}
