using ShapeGen.Generator.Modules;
using Declared = ShapeGen.Generator.Declarations;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Rotary positions that turn other pairs, or where the reference has none.</summary>
internal sealed class RotaryCause : ICause
{
    /// <summary>Those of published models.</summary>
    private static readonly float[] s_thetas = [10_000f, 160_000f, 500_000f, 1_000_000f, 1_000f];

    public string? Explain(Evidence evidence, Suspect suspect)
    {
        AttentionDeclaration? declared = evidence.Encoder?.Attention ?? (evidence.Model.Declaration.Shape as AttentionModule)?.Attention;
        if (suspect.Stage != "context" || declared is not { Position.Kind: Declared.PositionEncoding.Rotary, Band.GlobalEvery: 0 }
            || evidence.Of(suspect.Beside("q")) is not { } q || evidence.Of(suspect.Beside("k")) is not { } k || evidence.Of(suspect.Beside("v")) is not { } v)
        {
            return null;
        }

        PositionSettings position = declared.Position;
        if (Matches(q, k))
        {
            return "the reference rotates neither queries nor keys: write Position = PositionEncoding.None";
        }

        if (Matches(Rotate(q, !position.Interleaved, position.Theta), Rotate(k, !position.Interleaved, position.Theta)))
        {
            return $"the reference rotates {(position.Interleaved ? "features i and i + RotaryDim / 2" : "features 2i and 2i + 1")} together: write RotaryInterleaved = {(position.Interleaved ? "false" : "true")}";
        }

        foreach (float theta in s_thetas.Where(other => other != position.Theta))
        {
            if (Matches(Rotate(q, position.Interleaved, theta), Rotate(k, position.Interleaved, theta)))
            {
                return FormattableString.Invariant($"the reference rotates by powers of {theta}: write RotaryTheta = {theta}");
            }
        }

        return null;

        bool Matches(Grid queries, Grid keys) => evidence.Matches(
            Functions.Attention(queries, keys, v, evidence.Tokens, declared.Heads, declared.KeyValueHeads, declared.Settings.Scale, declared.Band.Back, declared.Band.Forward, isAlibi: false), suspect.Expected);

        Grid Rotate(Grid x, bool isInterleaved, double theta)
        {
            double[] values = [.. x.Values];
            int pairs = position.RotaryDim / 2;
            int row = 0;
            foreach (int count in evidence.Tokens)
            {
                for (int token = 0; token < count; token++, row++)
                {
                    for (int head = 0; head < x.Width; head += declared.HeadDim)
                    {
                        for (int pair = 0; pair < pairs; pair++)
                        {
                            int first = head + (isInterleaved ? 2 * pair : pair), second = head + (isInterleaved ? (2 * pair) + 1 : pair + pairs);
                            (double sine, double cosine) = Math.SinCos(token * Math.Pow(theta, -(double)pair / pairs));
                            values[(row * x.Width) + first] = (x[row, first] * cosine) - (x[row, second] * sine);
                            values[(row * x.Width) + second] = (x[row, second] * cosine) + (x[row, first] * sine);
                        }
                    }
                }
            }

            return x with { Values = values };
        }
    }
}
