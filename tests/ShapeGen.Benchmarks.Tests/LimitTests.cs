using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Benchmarks.Tests;

/// <summary>The limit, against counts by hand.</summary>
public sealed class LimitTests
{
    private static readonly EncoderFormula Seed = new(64, 8, 128);

    [Fact]
    public void Counts_products_softmax_activation_and_norms()
    {
        const double Rows = 2 * 14, Products = (Rows * 64 * ((4 * 64) + (2 * 128))) + (2 * Rows * 14 * 64);
        const double Softmax = (8 * Rows * 14 * (11 + 2)) + (Rows * 64), Silu = Rows * 128 * (11 + 3), Norms = 2 * Rows * 64 * 5;
        Computation seed = Computation.Of(Seed, 2, 14);
        Assert.Equal(2 * Products, Limit.Operations(seed));
        Assert.Equal(Products + Softmax + Silu + Norms, Limit.VectorOperations(seed, isFused: true));
    }

    [Fact]
    public void A_multiply_add_in_two_instructions_counts_twice()
    {
        const double Rows = 2 * 14, Products = (Rows * 64 * ((4 * 64) + (2 * 128))) + (2 * Rows * 14 * 64);
        double fused = Limit.VectorOperations(Computation.Of(Seed, 2, 14), isFused: true), apart = Limit.VectorOperations(Computation.Of(Seed, 2, 14), isFused: false);
        Assert.Equal(Products + (8 * ((8 * Rows * 14) + (Rows * 128))) + (2 * 2 * Rows * 64), apart - fused);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 8)]
    [InlineData(true, 8)]
    public void Counts_only_pairs_that_see_each_other(bool causal, int window)
    {
        EncoderFormula masked = Seed with { Causal = causal, Window = window };
        int pairs = Enumerable.Range(0, 30).Sum(query => Enumerable.Range(0, 30).Count(key => masked.Sees(query, key)));
        double difference = Limit.Operations(Computation.Of(Seed, 1, 30)) - Limit.Operations(Computation.Of(masked, 1, 30));
        Assert.Equal(2.0 * 2 * 64 * ((30 * 30) - pairs), difference);
    }

    [Fact]
    public void Layers_and_sequences_add_up_and_each_feature_has_its_cost()
    {
        Computation one = Computation.Of(Seed, 1, 20);
        double layer = Limit.VectorOperations(one, true);
        Assert.Equal(6 * layer, Limit.VectorOperations(Computation.Of(Seed with { Layers = 6 }, 1, 20), true));
        Assert.Equal(
            Limit.VectorOperations(Computation.Of(Seed, 1, 5), true) + layer,
            Limit.VectorOperations(new(Seed, [5, 20]), true));

        double Added(EncoderFormula formula) => Limit.VectorOperations(Computation.Of(formula, 1, 20), true) - layer;
        Assert.Equal(20 * 64 * 5, Added(Seed with { FinalNorm = true }));
        Assert.Equal(-2 * 20 * 64 * 2, Added(Seed with { RmsNorm = true }));
        Assert.Equal(20 * 128 * (64 + 1), Added(Seed with { Gated = true }));
        Assert.Equal(2 * 20 * 64 * 2, Added(Seed with { RotaryTheta = 10_000 }));
        Assert.Equal(0, Added(Seed with { Activation = ActivationFunction.Gelu }));
        Assert.Equal(20 * 128 * 3, Added(Seed with { Activation = ActivationFunction.GeluTanh }));
        Assert.Equal(-20 * 128 * 13, Added(Seed with { Activation = ActivationFunction.Relu }));
    }

    [Fact]
    public void The_target_follows_the_size()
    {
        Assert.Equal(0.88, Limit.Target(Computation.Of(Seed, 2, 14)));
        Assert.Equal(0.93, Limit.Target(Computation.Of(new(384, 12, 1536), 1, 128)));
    }
}
