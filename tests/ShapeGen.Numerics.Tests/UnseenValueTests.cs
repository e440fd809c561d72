using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests;

/// <summary>NaN and infinity reach what sees them, and nothing else: what does not see them has the same bits as without.</summary>
[Trait("Category", "Numeric")]
public sealed class UnseenValueTests
{
    private const int Tokens = 230;

    /// <summary>Bands that end within a block of queries, at its ends and far away; heads of whole vectors, and of none.</summary>
    private static readonly IReadOnlyList<PositionedAttention> Modules =
    [
        new(8, 2, 2, 4, Window: 4),
        new(20, 4, 2, 6, IsCausal: true),
        new(20, 4, 4, 5, IsCausal: true, Window: 31),
        new(12, 1, 1, 17, Window: 130),
        new(30, 3, 3, 10, IsCausal: true, Position: "Alibi"),
        new(30, 3, 3, 10, Window: 64, Position: "RelativeBuckets"),
        new(24, 2, 2, 12, Window: 6, Position: "Rotary", RotaryDim: 8),
    ];

    /// <summary>Layers that see a window, and layers that see all that the mask lets them.</summary>
    private static readonly IReadOnlyList<(string Attribute, int Embed, Func<int, int, bool> Reaches)> Stacks =
    [
        ("Encoder(16, 2, 24, Layers = 3, Window = 4)", 16, (from, to) => Math.Abs(from - to) <= 6),
        ("Encoder(16, 2, 24, Layers = 2, Window = 4, Mask = AttentionMask.Causal)", 16, (from, to) => to >= from && to - from <= 4),
        ("Encoder(16, 2, 24, Layers = 4, Window = 6, GlobalEvery = 3, Mask = AttentionMask.Causal)", 16, (from, to) => to >= from),
        ("Encoder(16, 2, 24, Layers = 2, Window = 6, GlobalEvery = 2)", 16, (_, _) => true),
        ("Encoder(16, 2, 24, Layers = 2)", 16, (_, _) => true),
    ];

    /// <summary>Rows whose values are not finite: at the beginning, within a block, two near each other, at a block's ends, at the end.</summary>
    private static readonly int[][] Places = [[0], [20], [70, 73], [95, 96], [127, 160], [Tokens - 1]];

    public static IEnumerable<string> Declarations => Modules.Select(module => module.Attribute).Concat(Stacks.Select(stack => stack.Attribute));

    public static TheoryData<int, float> Cases => Numbers(Modules.Count);

    public static TheoryData<int, float> StackCases => Numbers(Stacks.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_that_is_not_finite_reaches_only_what_sees_it(int index, float value)
    {
        PositionedAttention module = Modules[index];
        Random random = new(index);
        Model model = Model.Load(module.Attribute, module.Checkpoint(module.RandomWeights(random)));
        foreach (int[] places in Places)
        {
            Reaches(model, module.Embed, places, value, random, (from, to) => module.Sees(to, from), module.Attribute);
        }
    }

    [Theory]
    [MemberData(nameof(StackCases))]
    public void Through_layers_it_reaches_as_far_as_they_see(int index, float value)
    {
        (string attribute, int embed, Func<int, int, bool> reaches) = Stacks[index];
        Model model = Model.CreateRandom(attribute, index);
        foreach (int[] places in Places)
        {
            Reaches(model, embed, places, value, new(index), reaches, attribute);
        }
    }

    /// <summary>Queries and keys are finite, and a feature of some values is not: each query has what the reference has, infinite with its sign or no number.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_that_are_not_finite_count_where_they_are_seen(int index, float value)
    {
        PositionedAttention module = Modules[index];
        Random random = new(index);
        Dictionary<string, float[]> weights = module.RandomWeights(random);

        // The last row of the projection is the last head's last value; it alone knows the input's first feature. Of minus infinity, a product that overflows.
        float[] projection = weights["qkv_proj.weight"];
        for (int row = 0; row < projection.Length / module.Embed; row++)
        {
            projection[row * module.Embed] = 0;
        }

        projection[^module.Embed] = float.IsNaN(value) ? 1e30f : MathF.CopySign(1e30f, value);
        Model model = Model.Load(module.Attribute, module.Checkpoint(weights));
        foreach (int[] places in Places)
        {
            float[] input = Input(random, Tokens * module.Embed);
            for (int token = 0; token < Tokens; token++)
            {
                input[token * module.Embed] = Array.IndexOf(places, token) switch { -1 => 0, 1 when float.IsNaN(value) => -1e30f, _ => 1e30f };
            }

            float[] output = new float[input.Length];
            model.Forward(input, output);
            float[] expected = module.Run(weights, input, Tokens);
            for (int i = 0; i < output.Length; i++)
            {
                Assert.True(
                    float.IsFinite(expected[i]) ? MathF.Abs(output[i] - expected[i]) < 1e-4f : output[i].Equals(expected[i]),
                    $"{module.Attribute}, rows {string.Join(", ", places)}: token {i / module.Embed} has {output[i]} where the reference has {expected[i]}.");
            }
        }
    }

    /// <summary>Sequences stand one behind the other, without padding: what is wrong with one is its own.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_sequence_keeps_what_is_not_finite_to_itself(float value)
    {
        int[] lengths = [3, 40, 1, 100, 17];
        foreach ((string attribute, int embed, _) in Stacks)
        {
            Model model = Model.CreateRandom(attribute, 1);
            float[] input = Input(new(1), lengths.Sum() * embed);
            float[] before = new float[input.Length];
            model.Forward(input, lengths, before);
            int start = 0;
            foreach (int length in lengths)
            {
                foreach (int threads in new[] { 1, 2, 3 })
                {
                    float[] changed = [.. input];
                    changed[(start * embed) + 3] = value;
                    changed[((start + length) * embed) - 1] = value;
                    float[] after = new float[input.Length];
                    model.ForceThreads(changed, after, lengths, byLengths: true, threads);
                    Assert.Equal(before[..(start * embed)], after[..(start * embed)]);
                    Assert.Equal(before[((start + length) * embed)..], after[((start + length) * embed)..]);
                    Assert.Contains(after[(start * embed)..((start + length) * embed)], number => !float.IsFinite(number));
                }

                start += length;
            }
        }
    }

    private static void Reaches(Model model, int embed, int[] places, float value, Random random, Func<int, int, bool> reaches, string what)
    {
        float[] input = Input(random, Tokens * embed);
        float[] before = new float[input.Length];
        model.Forward(input, before);
        foreach (int place in places)
        {
            input[(place * embed) + random.Next(embed)] = value;
        }

        foreach (int threads in new[] { 1, 2, 3 })
        {
            float[] after = new float[before.Length];
            model.ForceThreads(input, after, [Tokens], byLengths: false, threads);
            for (int token = 0; token < Tokens; token++)
            {
                Range row = (token * embed)..((token + 1) * embed);
                bool isReached = Array.Exists(places, place => reaches(place, token));
                Assert.True(
                    isReached ? !Array.TrueForAll(after[row], float.IsFinite) : before.AsSpan()[row].SequenceEqual(after.AsSpan()[row]),
                    $"{what}, {value} in rows {string.Join(", ", places)}, {threads} threads: token {token} is {(isReached ? "" : "not ")}reached and has {string.Join(", ", after[row])}.");
            }
        }
    }

    private static TheoryData<int, float> Numbers(int count)
    {
        TheoryData<int, float> cases = [];
        for (int i = 0; i < count; i++)
        {
            foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                cases.Add(i, value);
            }
        }

        return cases;
    }

    private static float[] Input(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
}
