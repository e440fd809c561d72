using System.Reflection;

namespace ShapeGen.Generator.Tests.Budgets;

/// <summary>The figures of a class against what is held and asked for when it runs, and against counts by hand.</summary>
public class FigureTests
{
    private const string Stack = "Encoder(64, 8, 128, Layers = 3)";

    private const string Ids = "TokenEmbedding(100, Types = 2), Positions(300), InputNorm, Encoder(24, 3, 48, Layers = 2), Pool(Pooling.Mean), Head(24), Head(5)";

    private const string Image = "PatchEmbedding(16, 24, 8), ClassToken, Positions(7), Encoder(24, 3, 48, Layers = 2), Pool(Pooling.Class), Head(10)";

    private const string Convolutions = "Convolution(80, 40, 3, Padding = 1), Convolution(40, 24, 5, Stride = 2, Padding = 2), ClassToken, Encoder(24, 3, 48, Layers = 2)";

    private const string Tied = "TokenEmbedding(100), Encoder(24, 3, 48, Layers = 2), Head(100), TensorNames(TokenEmbedding = \"emb\", Heads = \"emb\")";

    private const string Memory = "MultiHeadAttention(64, 8, Memory = 32)";

    /// <summary>Declarations, with the tokens in the layers and the other rows of a call with 100 tokens, and of its memory of 30.</summary>
    public static TheoryData<string, int, int> Models => new()
    {
        { Stack, 100, 0 },
        { "Encoder(62, 2, 94, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Bias = false)", 100, 0 },
        { "Encoder(64, 8, 128, Tokens = 100)", 100, 0 },
        { "Encoder(64, 4, 96, Layers = 4, Gated = true, KeyValueHeads = 2, Window = 8, GlobalEvery = 3, Position = PositionEncoding.Rotary)", 100, 0 },
        { "Encoder(64, 4, 96, Layers = 2, Mask = AttentionMask.Causal, Position = PositionEncoding.RelativeBuckets, LayerScale = true)", 100, 0 },
        { "Linear(31, 47)", 100, 0 },
        { "LayerNorm(37)", 100, 0 },
        { "FeedForward(31, 47)", 100, 0 },
        { "Projection(5), ClassToken, Encoder(24, 3, 48), Head(3)", 101, 100 },
        { Ids, 100, 0 },
        { Tied, 100, 0 },
        { Image, 7, 1 },
        { Convolutions, 51, 100 },
        { Memory, 100, 30 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Weights_are_those_of_the_heaviest_body(string attributes, int tokens, int otherRows)
    {
        _ = (tokens, otherRows);
        BudgetedModel model = BudgetedModel.Of(attributes);
        Assert.Equal(model.BytesOfBodies.Max(), model.WeightBytes);
        Assert.Contains(model.BytesHere, model.BytesOfBodies);
        Assert.Equal(model.BytesHere, BudgetedModel.BytesHeld(model.CreateRandom()));
    }

    [Fact]
    public void Load_holds_so_many_bytes()
    {
        // Whole vectors on every instruction set: the same bytes in all bodies.
        BudgetedModel model = BudgetedModel.Of("Linear(96, 64)");
        string path = Path.Combine(Path.GetTempPath(), $"shapegen-budget-{Guid.NewGuid():N}.safetensors");
        try
        {
            File.WriteAllBytes(path, Checkpoint(("weight", [64, 96]), ("bias", [64])));
            Assert.Equal(model.WeightBytes, BudgetedModel.BytesHeld(model.Load(path)));
            Assert.Equal(4 * ((64 * 96) + 64), model.WeightBytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A budget compares with what the generator finds, which must be what the bodies ask for when they run.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Scratch_is_what_the_neediest_body_asks_for(string attributes, int tokens, int otherRows)
    {
        BudgetedModel model = BudgetedModel.Of(attributes);
        long bytes = model.ScratchOfBodies(tokens, otherRows);
        string given = attributes == Image ? "" : attributes == Memory ? ", Tokens = 100, MemoryTokens = 30" : ", Tokens = 100";
        Budgets.Holds(attributes, $"ScratchBytes = {bytes}{given}");
        Budgets.IsExceeded(attributes, $"ScratchBytes = {bytes - 1}{given}");

        object[] sizes = attributes == Image ? [] : attributes == Memory ? [100, 30] : [100];
        Assert.InRange(model.ScratchBytes([.. sizes, 1]), 1, bytes);
        foreach (int threads in new[] { 1, 3 })
        {
            Assert.Equal(4 * model.ScratchLength([.. sizes, threads]), model.ScratchBytes([.. sizes, threads]));
        }
    }

    [Theory]
    [InlineData(Stack, 14)]
    [InlineData(Stack, 1)]
    public void A_stack_by_hand(string attributes, int tokens) => Check(
        attributes,
        3 * (Linear(tokens, 64, 3 * 64) + Pairs(64, tokens * tokens) + Linear(tokens, 64, 64) + Linear(tokens, 64, 128) + Linear(tokens, 128, 64)),
        tokens);

    [Fact]
    public void A_model_of_ids_by_hand() => Check(
        Ids,
        (2 * (Linear(200, 24, 72) + Pairs(24, 200 * 200) + Linear(200, 24, 24) + Linear(200, 24, 48) + Linear(200, 48, 24))) + Linear(1, 24, 24) + Linear(1, 24, 5),
        200);

    /// <summary>Six patches of 3 · 8 · 8 numbers and the class token's row.</summary>
    [Fact]
    public void A_model_of_images_by_hand() => Check(
        Image, Linear(7, 192, 24) + (2 * (Linear(7, 24, 72) + Pairs(24, 49) + Linear(7, 24, 24) + Linear(7, 24, 48) + Linear(7, 48, 24))) + Linear(1, 24, 10));

    /// <summary>100 rows are 100 and then 50, and the class token is one more.</summary>
    [Fact]
    public void A_model_of_convolutions_by_hand() => Check(
        Convolutions,
        Linear(100, 3 * 80, 40) + Linear(50, 5 * 40, 24) + (2 * (Linear(51, 24, 72) + Pairs(24, 51 * 51) + Linear(51, 24, 24) + Linear(51, 24, 48) + Linear(51, 48, 24))),
        100);

    [Fact]
    public void Grouped_queries_and_a_gate_by_hand() => Check(
        "Encoder(64, 4, 96, Gated = true, KeyValueHeads = 2)",
        Linear(10, 64, 64 + 32 + 32) + Pairs(64, 100) + Linear(10, 64, 64) + (2 * Linear(10, 64, 96)) + Linear(10, 96, 64),
        10);

    [Fact]
    public void A_cross_attention_by_hand() => Check(Memory, Linear(7, 64, 64) + Linear(5, 32, 128) + Pairs(64, 7 * 5) + Linear(7, 64, 64), 7, 5);

    [Fact]
    public void A_fixed_token_count_by_hand()
    {
        const string Attributes = "MultiHeadAttention(64, 8, Tokens = 9)";
        Check(Attributes, Linear(9, 64, 192) + Pairs(64, 81) + Linear(9, 64, 64), 9);
        TargetInvocationException other = Assert.Throws<TargetInvocationException>(() => BudgetedModel.Of(Attributes).Flops(10));
        Assert.IsType<ArgumentOutOfRangeException>(other.InnerException);
    }

    [Fact]
    public void A_norm_has_no_products() => Check("LayerNorm(37)", 0, 12);

    /// <summary>Only what a query sees is counted, at both ends of the sequence too.</summary>
    [Theory]
    [InlineData("Mask = AttentionMask.Causal", 1000, 0, 0)]
    [InlineData("Window = 8", 4, 4, 0)]
    [InlineData("Window = 8, Mask = AttentionMask.Causal", 4, 0, 0)]
    [InlineData("Window = 8, GlobalEvery = 3", 4, 4, 3)]
    [InlineData("Window = 8, GlobalEvery = 2, Mask = AttentionMask.Causal", 4, 0, 2)]
    public void Masks_and_windows_by_hand(string properties, int back, int forward, int globalEvery)
    {
        foreach (int tokens in new[] { 1, 2, 4, 5, 6, 20, 100 })
        {
            long products = 0;
            for (int layer = 0; layer < 5; layer++)
            {
                bool isGlobal = globalEvery > 0 && layer % globalEvery == 0;
                int pairs = Enumerable.Range(0, tokens).Sum(query => Enumerable.Range(0, tokens).Count(key =>
                    query - key <= (isGlobal ? tokens : back) && key - query <= (isGlobal && forward > 0 ? tokens : forward)));
                products += Linear(tokens, 16, 48) + Pairs(16, pairs) + Linear(tokens, 16, 16) + Linear(tokens, 16, 32) + Linear(tokens, 32, 16);
            }

            string attributes = $"Encoder(16, 2, 32, Layers = 5, {properties})";
            Assert.Equal(products, BudgetedModel.Of(attributes).Flops(tokens));
            if (tokens == 20)
            {
                Check(attributes, products, tokens);
            }
        }
    }

    [Fact]
    public void More_than_can_be_counted_throws()
    {
        TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => BudgetedModel.Of("Encoder(64, 8, 128, Layers = 100)").Flops(int.MaxValue));
        Assert.IsType<OverflowException>(thrown.InnerException);
    }

    /// <summary>The class says it when it runs, and the budget when it is compiled.</summary>
    private static void Check(string attributes, long flops, params int[] sizes)
    {
        BudgetedModel model = BudgetedModel.Of(attributes);
        Assert.Equal(flops, model.Flops([.. sizes.Cast<object>()]));
        if (flops > 1)
        {
            string given = string.Concat(sizes.Zip(["Tokens", "MemoryTokens"]).Select(size => $", {size.Second} = {size.First}"));
            Budgets.Holds(attributes, $"Flops = {flops}{given}");
            Budgets.IsExceeded(attributes, $"Flops = {flops - 1}{given}");
        }
    }

    private static long Linear(long rows, long inputs, long outputs) => 2 * rows * inputs * outputs;

    /// <summary>q · k and weights · v.</summary>
    private static long Pairs(long width, long pairs) => 2 * 2 * width * pairs;

    private static byte[] Checkpoint(params (string Name, int[] Shape)[] tensors)
    {
        List<string> entries = [];
        int end = 0;
        foreach ((string name, int[] shape) in tensors)
        {
            int start = end;
            end += 4 * shape.Aggregate(1, (product, size) => product * size);
            entries.Add($"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{start},{end}]}}");
        }

        byte[] header = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', entries)}}}");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[end]];
    }
}
