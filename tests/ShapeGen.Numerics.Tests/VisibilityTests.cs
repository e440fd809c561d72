using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests;

/// <summary>What a token does not see has no part in its result, however large it is, and what it sees has.</summary>
[Trait("Category", "Numeric")]
public sealed class VisibilityTests
{
    private const int Tokens = 150;

    /// <summary>The token that changes: others before and behind it are in its block of queries and in other ones.</summary>
    private const int Changed = 70;

    private static readonly IReadOnlyList<PositionedAttention> Modules =
    [
        new(20, 4, 2, 6, IsCausal: true),
        new(20, 4, 4, 5, Window: 10),
        new(20, 4, 4, 5, IsCausal: true, Window: 31),
        new(30, 3, 3, 10, IsCausal: true, Position: "Alibi"),
        new(30, 3, 3, 10, Window: 64, Position: "RelativeBuckets"),
        new(24, 2, 2, 12, IsCausal: true, Position: "Rotary", RotaryDim: 8),
    ];

    public static IEnumerable<string> Declarations => Modules.Select(module => module.Attribute);

    public static TheoryData<int> Cases => new(Enumerable.Range(0, Modules.Count));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_huge_value_changes_only_what_sees_it(int index)
    {
        PositionedAttention module = Modules[index];
        (Model model, float[] input, float[] before) = Run(module, index);
        foreach (ref float value in input.AsSpan(Changed * module.Embed, module.Embed))
        {
            value *= 1e25f;
        }

        float[] after = new float[before.Length];
        model.Forward(input, after, threads: 2);
        for (int token = 0; token < Tokens; token++)
        {
            Range row = (token * module.Embed)..((token + 1) * module.Embed);
            Assert.True(module.Sees(token, Changed) != before.AsSpan()[row].SequenceEqual(after.AsSpan()[row]), $"{module.Attribute}: token {token}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Not_a_number_reaches_all_that_see_it(int index)
    {
        PositionedAttention module = Modules[index];
        (Model model, float[] input, float[] before) = Run(module, index);
        input[(Changed * module.Embed) + 3] = float.NaN;
        float[] after = new float[before.Length];
        model.Forward(input, after);
        for (int token = 0; token < Tokens; token++)
        {
            Assert.True(!module.Sees(token, Changed) || Array.Exists(after[(token * module.Embed)..((token + 1) * module.Embed)], float.IsNaN), $"{module.Attribute}: token {token}");
        }
    }

    /// <summary>As a decoder goes on: what is known already does not change when tokens come behind it.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void What_comes_behind_does_not_change_a_causal_answer(int index)
    {
        PositionedAttention module = Modules[index];
        (Model model, float[] input, float[] all) = Run(module, index);
        foreach (int tokens in module.IsCausal ? new[] { 1, 31, 33, 97 } : [])
        {
            float[] start = new float[tokens * module.Embed];
            model.Forward(input.AsSpan(0, start.Length), start);
            Assert.Equal(all[..start.Length], start);
        }
    }

    private static (Model Model, float[] Input, float[] Output) Run(PositionedAttention module, int seed)
    {
        Random random = new(seed);
        Model model = Model.Load(module.Attribute, module.Checkpoint(module.RandomWeights(random)));
        float[] input = [.. Enumerable.Range(0, Tokens * module.Embed).Select(_ => (float)random.NextDouble() - 0.5f)];
        float[] output = new float[input.Length];
        model.Forward(input, output);
        return (model, input, output);
    }
}
