using System.Globalization;
using System.Numerics;

namespace ShapeGen.Numerics.Tests.Reference;

/// <summary>An attention that knows where tokens are: bands, biases by distance, rotations, grouped queries. From the papers' and HuggingFace's formulas.</summary>
/// <param name="Embed">Features of a token.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values.</param>
/// <param name="HeadDim">Features of a head.</param>
/// <param name="IsCausal">Whether no query sees a key behind it.</param>
/// <param name="Window">The window, or 0.</param>
/// <param name="Position">None, Alibi, RelativeBuckets or Rotary.</param>
/// <param name="RotaryDim">Features that are rotated.</param>
/// <param name="IsInterleaved">Whether neighbours are rotated together.</param>
/// <param name="KeyBias">Whether the bias has a part for keys.</param>
internal sealed record PositionedAttention(
    int Embed, int Heads, int KeyValueHeads, int HeadDim, bool IsCausal = false, int Window = 0, string Position = "None", int RotaryDim = 0, bool IsInterleaved = false, bool KeyBias = true)
    : ReferenceModule
{
    private const int Buckets = 16;
    private const int MaxDistance = 40;
    private const int Theta = 10_000;

    private int QueryWidth => Heads * HeadDim;

    private int KeyWidth => KeyValueHeads * HeadDim;

    public override string Attribute => string.Create(
        CultureInfo.InvariantCulture,
        $"MultiHeadAttention(Embed = {Embed}, Heads = {Heads}, KeyValueHeads = {KeyValueHeads}, HeadDim = {HeadDim}{(IsCausal ? ", Mask = AttentionMask.Causal" : "")}{(Window > 0 ? $", Window = {Window}" : "")}{PositionArguments}{(KeyBias ? "" : ", KeyBias = false")})");

    private string PositionArguments => Position switch
    {
        "None" => "",
        "Alibi" => ", Position = PositionEncoding.Alibi",
        "RelativeBuckets" => $", Position = PositionEncoding.RelativeBuckets, Buckets = {Buckets}, MaxDistance = {MaxDistance}",
        "Rotary" => $", Position = PositionEncoding.Rotary, RotaryDim = {RotaryDim}{(IsInterleaved ? ", RotaryInterleaved = true" : "")}",
        _ => throw new InvalidOperationException(Position),
    };

    public override int InputWidth => Embed;

    public override int OutputWidth => Embed;

    public override IEnumerable<(string Name, int[] Shape)> Parameters =>
    [
        ("qkv_proj.weight", [QueryWidth + (2 * KeyWidth), Embed]),
        .. KeyBias ? [("qkv_proj.bias", [QueryWidth + (2 * KeyWidth)])] : ((string, int[])[])[("qkv_proj.q_bias", [QueryWidth]), ("qkv_proj.v_bias", [KeyWidth])],
        .. Position == "RelativeBuckets" ? [("relative_attention_bias.weight", [Buckets, Heads])] : ((string, int[])[])[],
        ("out_proj.weight", [Embed, QueryWidth]),
        ("out_proj.bias", [Embed]),
    ];

    /// <summary>Whether a query sees a key.</summary>
    public bool Sees(int query, int key) => !(IsCausal && key > query) && (Window == 0 || Math.Abs(query - key) <= Window / 2);

    public override T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens)
    {
        float[] bias = KeyBias ? weights["qkv_proj.bias"] : [.. weights["qkv_proj.q_bias"], .. new float[KeyWidth], .. weights["qkv_proj.v_bias"]];
        T[] qkv = Operations.Linear(x, tokens, weights["qkv_proj.weight"], bias);
        if (Position == "Rotary")
        {
            Rotate(qkv, tokens);
        }

        T scale = T.One / T.Sqrt(T.CreateChecked(HeadDim));
        T[] context = new T[tokens * QueryWidth];
        for (int head = 0; head < Heads; head++)
        {
            int keyHead = head / (Heads / KeyValueHeads);
            for (int query = 0; query < tokens; query++)
            {
                int[] seen = [.. Enumerable.Range(0, tokens).Where(key => Sees(query, key))];
                T[] scores = [.. seen.Select(key =>
                {
                    T score = T.Zero;
                    for (int i = 0; i < HeadDim; i++)
                    {
                        score += At(query, (head * HeadDim) + i) * At(key, QueryWidth + (keyHead * HeadDim) + i);
                    }

                    return (score * scale) + T.CreateChecked(Bias(weights, head, key - query));
                })];
                T max = scores.Aggregate(T.Max);
                T[] powers = [.. scores.Select(score => T.Exp(score - max))];
                T sum = powers.Aggregate((a, b) => a + b);
                for (int i = 0; i < HeadDim; i++)
                {
                    context[(query * QueryWidth) + (head * HeadDim) + i] =
                        seen.Zip(powers, (key, power) => power / sum * At(key, QueryWidth + KeyWidth + (keyHead * HeadDim) + i)).Aggregate((a, b) => a + b);
                }
            }
        }

        return Operations.Linear(context, tokens, weights["out_proj.weight"], weights["out_proj.bias"]);

        T At(int token, int column) => qkv[(token * (QueryWidth + (2 * KeyWidth))) + column];
    }

    private double Bias(IReadOnlyDictionary<string, float[]> weights, int head, int relative) => Position switch
    {
        "Alibi" => -Slopes(Heads)[head] * Math.Abs(relative),
        "RelativeBuckets" => weights["relative_attention_bias.weight"][(Bucket(relative) * Heads) + head],
        _ => 0,
    };

    /// <summary>As in the code of "Train Short, Test Long".</summary>
    private static double[] Slopes(int heads)
    {
        if (BitOperations.IsPow2(heads))
        {
            double first = Math.Pow(2, -Math.Pow(2, -(Math.Log2(heads) - 3)));
            return [.. Enumerable.Range(1, heads).Select(i => Math.Pow(first, i))];
        }

        int below = (int)BitOperations.RoundUpToPowerOf2((uint)heads) / 2;
        return [.. Slopes(below), .. Slopes(2 * below).Where((_, i) => i % 2 == 0).Take(heads - below)];
    }

    /// <summary>HuggingFace's <c>_relative_position_bucket</c>.</summary>
    private int Bucket(int relative)
    {
        int buckets = IsCausal ? Buckets : Buckets / 2;
        int first = !IsCausal && relative > 0 ? buckets : 0;
        int distance = IsCausal ? -Math.Min(relative, 0) : Math.Abs(relative);
        int exact = buckets / 2;
        return first + (distance < exact
            ? distance
            : Math.Min(exact + (int)(MathF.Log(distance / (float)exact) / (float)Math.Log(MaxDistance / (double)exact) * (buckets - exact)), buckets - 1));
    }

    private void Rotate<T>(T[] qkv, int tokens)
        where T : IFloatingPointIeee754<T>
    {
        for (int token = 0; token < tokens; token++)
        {
            for (int head = 0; head < Heads + KeyValueHeads; head++)
            {
                for (int pair = 0; pair < RotaryDim / 2; pair++)
                {
                    (double sin, double cos) = Math.SinCos(token * Math.Pow(Theta, -2.0 * pair / RotaryDim));
                    int start = (token * (QueryWidth + (2 * KeyWidth))) + (head * HeadDim);
                    ref T one = ref qkv[start + (IsInterleaved ? 2 * pair : pair)];
                    ref T other = ref qkv[start + (IsInterleaved ? (2 * pair) + 1 : pair + (RotaryDim / 2))];
                    (one, other) = ((one * T.CreateChecked(cos)) - (other * T.CreateChecked(sin)), (other * T.CreateChecked(cos)) + (one * T.CreateChecked(sin)));
                }
            }
        }
    }
}
