using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests;

/// <summary>NaN, infinity, and rows that differ in their last bits only: a wrong result must not look like a right one, nor the other way round.</summary>
[Trait("Category", "Numeric")]
public sealed class SpecialValueTests
{
    private const int Tokens = 14;

    /// <summary>Of each kind of module, with each kernel that values go through; of a layer normalisation, whole vectors, a tail, and less than any vector.</summary>
    private static readonly IReadOnlyList<ReferenceModule> Modules =
    [
        new LinearReference(31, 33, Bias: true),
        new LayerNormReference(3, Bias: false),
        new LayerNormReference(21, Bias: false),
        new LayerNormReference(768, Bias: true),
        new FeedForwardReference(9, 40, Relu: true, Bias: true),
        new FeedForwardReference(9, 41, Relu: false, Bias: true),
        new AttentionReference(25, 5, Bias: false),
        new AttentionReference(2, 2, Bias: true),
        new AttentionReference(96, 3, Bias: false),
        new EncoderReference(3, 3, 5, Relu: true),
        new EncoderReference(40, 5, 90, Relu: false),
    ];

    /// <summary>As hardware makes it, with low bits, negative, with all bits, signalling.</summary>
    private static readonly uint[] NotANumbers = [0x7FC00000, 0xFFC00000, 0x7FC00001, 0x7FC001FF, 0xFFC00101, 0x7FFFFFFF, 0xFFFFFFFF, 0x7F800001, 0xFF8000FF];

    public static IEnumerable<string> Declarations => Modules.Select(module => module.Attribute).Concat(Widths.Select(width => new LayerNormReference(width, Bias: false).Attribute));

    public static TheoryData<int> Cases => new(Enumerable.Range(0, Modules.Count));

    private static int[] Widths => [1, 3, 15, 21, 100, 768, 4095, 4096, 16384];

    public static TheoryData<int> NormWidths => new(Widths);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Not_a_number_in_a_weight_comes_out_as_in_the_reference(int index)
    {
        ReferenceModule module = Modules[index];
        Random random = new(index);
        float[] input = Input(module, random);
        foreach ((string name, int[] shape) in module.Parameters)
        {
            foreach (uint bits in NotANumbers)
            {
                Dictionary<string, float[]> weights = module.RandomWeights(new(index));
                int place = random.Next(weights[name].Length);
                weights[name][place] = BitConverter.UInt32BitsToSingle(bits);
                SameNotANumbers(module, weights, input, $"{bits:X8} at {name}[{place}] of [{string.Join(", ", shape)}]");
            }
        }
    }

    /// <summary>What is wrong with queries and keys reaches nothing but the scores: only the softmax brings it into the result.</summary>
    [Theory]
    [InlineData("query", 0)]
    [InlineData("key", 1)]
    [InlineData("value", 2)]
    public void Not_a_number_in_a_projection_comes_out_as_in_the_reference(string part, int place)
    {
        foreach (ReferenceModule module in Modules.OfType<AttentionReference>())
        {
            int embed = module.InputWidth;
            foreach (uint bits in NotANumbers)
            {
                foreach (int feature in new[] { 0, embed - 1 })
                {
                    Dictionary<string, float[]> weights = module.RandomWeights(new(place));
                    weights["qkv_proj.weight"][((place * embed) + feature) * embed] = BitConverter.UInt32BitsToSingle(bits);
                    SameNotANumbers(module, weights, Input(module, new(place)), $"{bits:X8} in the {part}'s feature {feature}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Not_a_number_in_the_input_comes_out_as_in_the_reference(int index)
    {
        ReferenceModule module = Modules[index];
        Dictionary<string, float[]> weights = module.RandomWeights(new(index));
        foreach (uint bits in NotANumbers)
        {
            foreach (int place in new[] { 0, (5 * module.InputWidth) - 1, (Tokens * module.InputWidth) - 1 })
            {
                float[] input = Input(module, new(index));
                input[place] = BitConverter.UInt32BitsToSingle(bits);
                SameNotANumbers(module, weights, input, $"{bits:X8} at input[{place}]");
            }
        }
    }

    /// <summary>As infinity or as no number: SiLU of minus infinity is either, as one divides by 1 + e^-x or bounds x before.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Infinity_in_a_weight_is_seen_where_it_is_in_the_reference(int index)
    {
        ReferenceModule module = Modules[index];
        Random random = new(index);
        float[] input = Input(module, random);
        foreach ((string name, _) in module.Parameters)
        {
            foreach (float infinity in new[] { float.PositiveInfinity, float.NegativeInfinity })
            {
                Dictionary<string, float[]> weights = module.RandomWeights(new(index));
                int place = random.Next(weights[name].Length);
                weights[name][place] = infinity;
                Same(float.IsFinite, double.IsFinite, module, weights, input, $"{infinity} at {name}[{place}]");
            }
        }
    }

    /// <summary>Scores that are infinite: infinity less the maximum, infinity, is no number, whatever its sign, and then the whole result is none.</summary>
    [Theory]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, 1f)]
    [InlineData(float.PositiveInfinity, -1f)]
    [InlineData(1e30f, 1e30f)]
    [InlineData(-1e30f, 1e30f)]
    public void Infinite_and_overflowing_scores_give_not_a_number(float key, float query)
    {
        AttentionReference module = new(96, 3, Bias: false);
        Dictionary<string, float[]> weights = module.RandomWeights(new(1));
        float[] input = Input(module, new(1));
        for (int token = 0; token < Tokens; token++)
        {
            input[token * 96] = 1;
        }

        // The first feature of the second head's queries and keys is a multiple of the input's first.
        weights["qkv_proj.weight"].AsSpan(32 * 96, 96).Clear();
        weights["qkv_proj.weight"][32 * 96] = query;
        weights["qkv_proj.weight"].AsSpan((96 + 32) * 96, 96).Clear();
        weights["qkv_proj.weight"][(96 + 32) * 96] = key;

        // In float32, as float64 does not overflow here.
        float[] output = Run(module, weights, input);
        float[] expected = module.Run(weights, input, Tokens);
        Assert.All(expected, value => Assert.True(float.IsNaN(value)));
        Assert.All(output, value => Assert.True(float.IsNaN(value)));
    }

    /// <summary>A key whose score overflows downwards has no weight; the others keep theirs.</summary>
    [Fact]
    public void A_score_of_minus_infinity_has_no_weight()
    {
        AttentionReference module = new(96, 3, Bias: false);
        Dictionary<string, float[]> weights = module.RandomWeights(new(1));
        float[] input = Input(module, new(1));
        for (int token = 0; token < Tokens; token++)
        {
            input[token * 96] = token == 5 ? 1e20f : 0;
            input[(token * 96) + 1] = 1;
        }

        // Of all that is projected, the keys' first feature of the second head alone knows the input's first; the queries' is 1e10.
        float[] projection = weights["qkv_proj.weight"];
        for (int row = 0; row < 3 * 96; row++)
        {
            projection[row * 96] = 0;
        }

        projection.AsSpan(32 * 96, 96).Clear();
        projection[(32 * 96) + 1] = 1e10f;
        projection.AsSpan((96 + 32) * 96, 96).Clear();
        projection[(96 + 32) * 96] = -1e10f;

        float[] output = Run(module, weights, input);
        double[] expected = module.Run(weights, Array.ConvertAll(input, value => (double)value), Tokens);
        Assert.All(expected, value => Assert.True(double.IsFinite(value)));
        Assert.InRange(Errors.Largest(output, expected), 0, 1e-5);
    }

    /// <summary>
    /// Equal and nearly equal values, small and large: their variance is nothing, or next to it, and must not come out below 0 by rounding. An
    /// result may be as far off as the rounding of the mean alone makes it, which plain float32 code has too.
    /// </summary>
    [Theory]
    [MemberData(nameof(NormWidths))]
    public void Nearly_equal_values_are_normalised_to_finite_ones(int width)
    {
        LayerNormReference module = new(width, Bias: false);
        Dictionary<string, float[]> weights = module.RandomWeights(new(width));
        Random random = new(width);
        List<float> input = [];
        for (int row = 0; row < 400; row++)
        {
            float value = MathF.Pow(10, ((float)random.NextDouble() * 16) - 2) * (1 + (float)random.NextDouble());
            double others = Math.Pow(10, -(row % 5));
            for (int i = 0; i < width; i++)
            {
                input.Add(random.NextDouble() < others ? MathF.BitIncrement(value) : value);
            }
        }

        float[] output = new float[input.Count];
        Model.Load(module.Attribute, module.Checkpoint(weights)).Forward(input.ToArray(), output);
        IEnumerable<float> lost = output.Chunk(width).Zip(input.Chunk(width)).Where(row => !row.First.All(float.IsFinite)).Select(row => row.Second[0]);
        Assert.True(!lost.Any(), $"{lost.Count()} of 400 rows have no finite result, those of {string.Join(", ", lost.Take(9))} among them.");
    }

    [Fact]
    public void A_wide_row_of_large_values_is_as_right_as_plain_code()
    {
        const int Rows = 64;
        LayerNormReference module = new(4096, Bias: false);
        Dictionary<string, float[]> weights = module.RandomWeights(new(1));
        Random random = new(1);
        float[] input = [];
        for (int row = 0; row < Rows; row++)
        {
            float value = 9.7e4f + row;
            input = [.. input, .. Enumerable.Range(0, 4096).Select(_ => random.Next(2) == 0 ? value : MathF.BitIncrement(value))];
        }

        float[] output = new float[input.Length];
        Model.Load(module.Attribute, module.Checkpoint(weights)).Forward(input, output);

        double[] expected = module.Run(weights, Array.ConvertAll(input, value => (double)value), Rows);
        double plain = Errors.Largest(module.Run(weights, input, Rows), expected);
        double error = Errors.Largest(output, expected);
        Assert.True(error <= 2 * plain, $"error {error:E2}, plain float32 {plain:E2}");
    }

    private static float[] Input(ReferenceModule module, Random random) =>
        Enumerable.Range(0, Tokens * module.InputWidth).Select(_ => (float)((random.NextDouble() * 4) - 2)).ToArray();

    private static float[] Run(ReferenceModule module, Dictionary<string, float[]> weights, float[] input)
    {
        float[] output = new float[Tokens * module.OutputWidth];
        Model.Load(module.Attribute, module.Checkpoint(weights)).Forward(input, output);
        return output;
    }

    private static void SameNotANumbers(ReferenceModule module, Dictionary<string, float[]> weights, float[] input, string what) =>
        Same(float.IsNaN, double.IsNaN, module, weights, input, what);

    private static void Same(
        Func<float, bool> actual, Func<double, bool> expected, ReferenceModule module, Dictionary<string, float[]> weights, float[] input, string what)
    {
        float[] output = Run(module, weights, input);
        double[] reference = module.Run(weights, Array.ConvertAll(input, value => (double)value), Tokens);
        for (int i = 0; i < output.Length; i++)
        {
            Assert.True(actual(output[i]) == expected(reference[i]), $"{what}: [{module.Attribute}] gave {output[i]} at {i}, the reference {reference[i]}.");
        }
    }
}
