namespace ShapeGen.Comparison.Formulas;

/// <summary>
/// A lower bound on the time of a computation on any machine: the vector operations that its mathematics needs, at the rate of the peak
/// loop of the comparison program. It includes neither loading, storing, transposing and waiting nor unused elements of a vector.
/// </summary>
/// <remarks>
/// The operations are counted for single numbers; a vector processes one number per element. With h heads, E features, F between the linear
/// layers, R rows, and S scores (pairs of a token and one that it attends to, times heads), a layer needs:
/// <list type="table">
/// <item><term>products</term><description>R·E·(4E + 2F) multiply-adds in the linear layers (3F if the block is gated), and 2·S·E/h for queries
/// times keys and weights times values. Sums start with the bias or x itself, so neither is an extra addition.</description></item>
/// <item><term>softmax</term><description>For each score the row's maximum, an exponential of what is left, and the sum. The scale of the scores and
/// the subtraction are part of the exponential's first multiply-add. Dividing by the sum is one multiplication for each number of the result,
/// R·E.</description></item>
/// <item><term>exponential</term><description>11: a multiply-add that rounds x to a power of two, a subtraction and a multiply-add for the rest, six
/// multiply-adds of the polynomial that float32 takes, a shift and an addition to the exponent.</description></item>
/// <item><term>activation</term><description>R·F times: SiLU is an exponential, an addition, a division, which counts as one, and a multiplication. The
/// error function takes a polynomial of no fewer terms, so GELU counts as much. Its tanh form is x·sigmoid(x·(a + b·x²)): two more multiplications
/// and a multiply-add.</description></item>
/// <item><term>norm</term><description>R·E times, twice a layer: the mean's addition, the subtraction, the variance's multiply-add, a multiplication and
/// a multiply-add. RMS norm has a multiply-add and two multiplications.</description></item>
/// <item><term>rotation</term><description>2·R·E times: a multiplication and a multiply-add.</description></item>
/// </list>
/// If a vector's multiply-add is two instructions (128 bits), it counts as two, here and in the peak loop.
/// </remarks>
public static class Limit
{
    /// <summary>From this number of operations in the products, a case is large.</summary>
    public const double LargeOperations = 100e6;

    private const double LargeShare = 0.93;
    private const double SmallShare = 0.88;

    private static readonly Cost MultiplyAdd = new(1, 0);
    private static readonly Cost Single = new(0, 1);
    private static readonly Cost Exponential = new(8, 3);
    private static readonly Cost Silu = Exponential + new Cost(0, 3);
    private static readonly Cost LayerNorm = new(2, 3);
    private static readonly Cost RmsNorm = new(1, 2);
    private static readonly Cost Rotation = new(1, 1);

    /// <summary>The fraction of the limit that the fastest rounds should reach; a call's overhead weighs more if the work is small.</summary>
    public static double Target(Computation computation) => Operations(computation) >= LargeOperations ? LargeShare : SmallShare;

    /// <summary>Operations of the products alone, a multiply-add counting as two; used for the size of a case.</summary>
    public static double Operations(Computation computation) => 2 * MultiplyAdds(computation);

    /// <summary>The operations of vectors on single numbers.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="isFused">Whether a multiply-add is one instruction.</param>
    public static double VectorOperations(Computation computation, bool isFused)
    {
        EncoderFormula encoder = computation.Encoder;
        double rows = computation.Rows, norms = rows * encoder.Embed, activations = rows * encoder.Ffn;
        Cost norm = encoder.RmsNorm ? RmsNorm : LayerNorm;
        Cost layer =
            (Pairs(computation) * encoder.Heads * (Exponential + (2 * Single))) +
            (norms * Single) +
            (2 * norms * norm) +
            (activations * Activation(encoder));
        if (encoder.Gated)
        {
            layer += activations * Single;
        }

        if (encoder.RotaryTheta > 0)
        {
            layer += 2 * norms * Rotation;
        }

        Cost all = (encoder.Layers * layer) + (MultiplyAdds(computation) * MultiplyAdd);
        if (encoder.FinalNorm)
        {
            all += norms * norm;
        }

        return isFused ? all.MultiplyAdds + all.Others : (2 * all.MultiplyAdds) + all.Others;
    }

    private static double MultiplyAdds(Computation computation)
    {
        EncoderFormula encoder = computation.Encoder;
        double linear = (double)computation.Rows * encoder.Embed * ((4.0 * encoder.Embed) + ((encoder.Gated ? 3.0 : 2.0) * encoder.Ffn));
        return encoder.Layers * (linear + (2 * Pairs(computation) * encoder.Embed));
    }

    private static Cost Activation(EncoderFormula encoder) => encoder.Activation switch
    {
        ActivationFunction.Relu => Single,
        ActivationFunction.Silu or ActivationFunction.Gelu => Silu,
        ActivationFunction.GeluTanh => Silu + new Cost(1, 2),
        _ => throw new InvalidOperationException($"No cost is known for {encoder.Activation}."),
    };

    /// <summary>Pairs of a token and one that it attends to.</summary>
    private static double Pairs(Computation computation)
    {
        EncoderFormula encoder = computation.Encoder;
        if (!encoder.IsMasked)
        {
            return computation.Lengths.Sum(length => (double)length * length);
        }

        double pairs = 0;
        foreach (int length in computation.Lengths)
        {
            int reach = encoder.Window > 0 ? encoder.Window / 2 : length;
            for (int token = 0; token < length; token++)
            {
                int first = Math.Max(0, token - reach), last = encoder.Causal ? token : Math.Min(length - 1, token + reach);
                pairs += last - first + 1;
            }
        }

        return pairs;
    }

    /// <summary>Vector operations, those apart that are one instruction only where there are fused ones.</summary>
    private readonly record struct Cost(double MultiplyAdds, double Others)
    {
        public static Cost operator +(Cost left, Cost right) => new(left.MultiplyAdds + right.MultiplyAdds, left.Others + right.Others);

        public static Cost operator *(double count, Cost cost) => new(count * cost.MultiplyAdds, count * cost.Others);
    }
}
