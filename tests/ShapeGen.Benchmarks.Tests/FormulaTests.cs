using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Benchmarks.Tests;

/// <summary>What contestants are given.</summary>
public sealed class FormulaTests
{
    [Fact]
    public void Padding_is_taken_off_again()
    {
        Computation ragged = new(new(4, 1, 8), [2, 5, 1]);
        float[] input = ragged.CreateInput(), padded = ragged.Pad(input);
        Assert.True(ragged.IsRagged);
        Assert.Equal(3 * 5 * 4, padded.Length);
        Assert.All(padded[8..20], value => Assert.Equal(0, value));
        Assert.Equal(input[8..28], padded[20..40]);
        Assert.Equal(input, ragged.Unpad(padded));
    }

    [Fact]
    public void Weights_are_the_same_every_time_and_named_by_layer()
    {
        EncoderFormula formula = new(8, 2, 16) { Layers = 2, Gated = true, RmsNorm = true, FinalNorm = true, Buckets = 32 };
        EncoderWeights weights = new(formula), again = new(formula);
        Assert.Equal(weights.Tensors.Select(tensor => tensor.Values), again.Tensors.Select(tensor => tensor.Values));
        string[] names = [.. weights.Tensors.Select(tensor => tensor.Name)];
        Assert.Equal(names.Distinct(), names);
        Assert.Contains("1.pre_norm_mha.1.qkv_proj.bias", names);
        Assert.Contains("1.pre_norm_ffn.1_gate.weight", names);
        Assert.Contains("2.weight", names);
        Assert.DoesNotContain(names, name => name.EndsWith("pre_norm_mha.0.bias", StringComparison.Ordinal));
        Assert.Equal([32, 2], weights.Weight(EncoderWeights.RelativeBias).Shape);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, 17)]
    [InlineData(-8, 8)]
    [InlineData(20, 26)]
    [InlineData(-90, 14)]
    [InlineData(-91, 15)]
    [InlineData(140, 31)]
    public void Relative_positions_fall_into_the_buckets_of_T5(int relative, int bucket)
    {
        EncoderFormula formula = new(8, 2, 16) { Buckets = 32 };
        EncoderWeights weights = new(formula);
        ScoreBias bias = ScoreBias.Of(Computation.Of(formula, 1, 150), weights)!;
        int query = relative < 0 ? -relative : 0, key = query + relative;
        float[] table = weights.Weight(EncoderWeights.RelativeBias).Values;
        Assert.Equal(table[(bucket * 2) + 1], bias.Values[(((1 * 150) + query) * 150) + key]);
    }

    [Fact]
    public void Masks_hide_what_is_not_seen_and_what_is_padded()
    {
        EncoderFormula causal = new(8, 2, 16) { Causal = true };
        ScoreBias mask = ScoreBias.Of(new(causal, [2, 3]), new(causal))!;
        Assert.Equal((2, 1, 3, 3), (mask.Batch, mask.Heads, mask.Queries, mask.Tokens));
        Assert.Equal(
            [true, false, false, true, true, false, true, true, false, true, false, false, true, true, false, true, true, true],
            mask.Values.Select(value => value == 0));
        Assert.Null(ScoreBias.Of(Computation.Of(new(8, 2, 16), 2, 3), new(new(8, 2, 16))));
    }
}
