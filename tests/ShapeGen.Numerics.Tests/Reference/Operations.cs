using System.Numerics;

namespace ShapeGen.Numerics.Tests.Reference;

/// <summary>The operations in the words of the formulas: loops, no tricks.</summary>
internal static class Operations
{
    public static T[] Linear<T>(T[] x, int rows, float[] weight, float[]? bias)
        where T : IFloatingPointIeee754<T>
    {
        int inputs = x.Length / rows;
        int outputs = weight.Length / inputs;
        T[] y = new T[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                T sum = T.Zero;
                for (int i = 0; i < inputs; i++)
                {
                    sum += x[(row * inputs) + i] * T.CreateChecked(weight[(output * inputs) + i]);
                }

                y[(row * outputs) + output] = sum + (bias is null ? T.Zero : T.CreateChecked(bias[output]));
            }
        }

        return y;
    }

    public static T[] LayerNorm<T>(T[] x, int rows, float[] weight, float[]? bias, float epsilon)
        where T : IFloatingPointIeee754<T>
    {
        int width = x.Length / rows;
        T[] y = new T[x.Length];
        for (int row = 0; row < rows; row++)
        {
            Span<T> source = x.AsSpan(row * width, width);
            T mean = T.Zero;
            foreach (T value in source)
            {
                mean += value;
            }

            mean /= T.CreateChecked(width);
            T variance = T.Zero;
            foreach (T value in source)
            {
                variance += (value - mean) * (value - mean);
            }

            T scale = T.One / T.Sqrt((variance / T.CreateChecked(width)) + T.CreateChecked(epsilon));
            for (int i = 0; i < width; i++)
            {
                y[(row * width) + i] = ((source[i] - mean) * scale * T.CreateChecked(weight[i])) + (bias is null ? T.Zero : T.CreateChecked(bias[i]));
            }
        }

        return y;
    }

    public static T[] Activate<T>(T[] x, bool relu)
        where T : IFloatingPointIeee754<T> =>
        Array.ConvertAll(x, value => relu ? T.Max(value, T.Zero) : value / (T.One + T.Exp(-value)));

    /// <summary>[tokens, 3·embed] to [tokens, embed].</summary>
    public static T[] Attend<T>(T[] qkv, int tokens, int heads)
        where T : IFloatingPointIeee754<T>
    {
        int embed = qkv.Length / tokens / 3;
        int width = embed / heads;
        T scale = T.One / T.Sqrt(T.CreateChecked(width));
        T[] context = new T[tokens * embed];
        for (int head = 0; head < heads; head++)
        {
            for (int query = 0; query < tokens; query++)
            {
                T[] scores = new T[tokens];
                T max = T.NegativeInfinity;
                for (int key = 0; key < tokens; key++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        scores[key] += qkv[(query * 3 * embed) + (head * width) + i] * scale * qkv[(key * 3 * embed) + embed + (head * width) + i];
                    }

                    max = T.Max(max, scores[key]);
                }

                T sum = T.Zero;
                for (int key = 0; key < tokens; key++)
                {
                    scores[key] = T.Exp(scores[key] - max);
                    sum += scores[key];
                }

                for (int key = 0; key < tokens; key++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        context[(query * embed) + (head * width) + i] += scores[key] / sum * qkv[(key * 3 * embed) + (2 * embed) + (head * width) + i];
                    }
                }
            }
        }

        return context;
    }

    public static T[] Add<T>(T[] x, T[] y)
        where T : IFloatingPointIeee754<T> => x.Zip(y, (a, b) => a + b).ToArray();
}
