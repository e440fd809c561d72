using System.Globalization;
using ShapeGen.Generator.Modules;
using Declared = ShapeGen.Generator.Declarations;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Another number of heads, another scale, another mask.</summary>
internal sealed class AttentionCause : ICause
{
    /// <summary>Products of so many numbers are still a matter of seconds.</summary>
    private const double MostOperations = 4e9;

    public string? Explain(Evidence evidence, Suspect suspect)
    {
        AttentionDeclaration? declared = evidence.Encoder?.Attention ?? (evidence.Model.Declaration.Shape as AttentionModule)?.Attention;
        if (suspect.Stage != "context" || declared is null || declared.Position.Kind is not (Declared.PositionEncoding.None or Declared.PositionEncoding.Alibi)
            || evidence.Of(suspect.Beside("q")) is not { } q || evidence.Of(suspect.Beside("k")) is not { } k || evidence.Of(suspect.Beside("v")) is not { } v)
        {
            return null;
        }

        List<Alternative> all = [.. Alternatives(declared, q.Width, k.Width)];
        double operations = 4.0 * q.Width * evidence.Tokens.Sum(tokens => (double)tokens * tokens);
        foreach (Alternative other in all.Take((int)Math.Max(1, MostOperations / operations)))
        {
            if (evidence.Matches(Functions.Attention(q, k, v, evidence.Tokens, other.Heads, other.KeyHeads, other.Scale, other.Back, other.Forward, other.IsAlibi), suspect.Expected))
            {
                return $"the reference is the attention with {other.Text}: write {other.Write}";
            }
        }

        return null;
    }

    /// <summary>One difference first, then two.</summary>
    private static IEnumerable<Alternative> Alternatives(AttentionDeclaration declared, int width, int keyWidth)
    {
        double scale = declared.Settings.Scale;
        bool isAlibi = declared.Position.Kind == Declared.PositionEncoding.Alibi;
        Alternative none = new(declared.Heads, declared.KeyValueHeads, scale, declared.Band.Back, declared.Band.Forward, isAlibi, "", "");
        List<Alternative> masks =
        [
            none with { Back = null, Forward = declared.Band.Forward == 0 ? null : 0, Text = declared.Band.Forward == 0 ? "no mask" : "a causal mask", Write = $"Mask = AttentionMask.{(declared.Band.Forward == 0 ? Declared.AttentionMask.None : Declared.AttentionMask.Causal)}" },
            .. declared.Band.Back is null ? [] : new[] { none with { Back = null, Forward = declared.Band.Forward == 0 ? 0 : null, Text = "no window", Write = "no Window" } },
            none with { IsAlibi = !isAlibi, Text = isAlibi ? "nothing added to the scores" : "ALiBi", Write = $"Position = PositionEncoding.{(isAlibi ? Declared.PositionEncoding.None : Declared.PositionEncoding.Alibi)}" },
        ];
        List<Alternative> scales = [.. Scales(declared, scale).Select(other => none with { Scale = other.Scale, Text = other.Text, Write = $"Scale = {((float)other.Scale).ToString("R", CultureInfo.InvariantCulture)}f" })];
        List<Alternative> heads =
        [
            .. from count in Enumerable.Range(1, width)
               where count != declared.Heads && width % count == 0
               let keyHeads = keyWidth / (width / count)
               where keyHeads > 0 && keyWidth % (width / count) == 0 && count % keyHeads == 0

               // A scale that is written stays; one that is not follows from the width of a head.
               select none with { Heads = count, KeyHeads = keyHeads, Scale = declared.Scale ?? 1 / Math.Sqrt(width / count), Text = $"{count} heads, not {declared.Heads}", Write = $"Heads = {count}" },
        ];
        foreach (Alternative one in masks.Concat(scales).Concat(heads.OrderBy(other => Math.Abs(Math.Log((double)other.Heads / declared.Heads)))))
        {
            yield return one;
        }

        foreach (Alternative mask in masks)
        {
            foreach (Alternative other in scales.Concat(heads))
            {
                yield return other with { Back = mask.Back, Forward = mask.Forward, IsAlibi = mask.IsAlibi, Text = $"{mask.Text} and {other.Text}", Write = $"{mask.Write} and {other.Write}" };
            }
        }
    }

    private static IEnumerable<(double Scale, string Text)> Scales(AttentionDeclaration declared, double scale)
    {
        (double Scale, string Text)[] all =
        [
            (1 / Math.Sqrt(declared.HeadDim), "the scale 1/√HeadDim"),
            (1, "scores without a scale"),
            (1 / Math.Sqrt(declared.Embed), "the scale 1/√Embed"),
            (1.0 / declared.HeadDim, "the scale 1/HeadDim"),
        ];
        return all.Where(other => Math.Abs(other.Scale - scale) > 1e-6 * scale);
    }

    private sealed record Alternative(int Heads, int KeyHeads, double Scale, int? Back, int? Forward, bool IsAlibi, string Text, string Write);
}
