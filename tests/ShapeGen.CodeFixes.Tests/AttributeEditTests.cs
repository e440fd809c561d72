namespace ShapeGen.CodeFixes.Tests;

/// <summary>Each offered edit of an attribute is the one that makes the diagnostic go away.</summary>
public class AttributeEditTests
{
    [Theory]
    [InlineData("Set Heads = 6", "[Encoder(Embed = 60, Heads = 6, Ffn = 8)] partial class M;")]
    [InlineData("Set Heads = 10", "[Encoder(Embed = 60, Heads = 10, Ffn = 8)] partial class M;")]
    [InlineData("Set Embed = 56", "[Encoder(Embed = 56, Heads = 7, Ffn = 8)] partial class M;")]
    [InlineData("Set Embed = 63", "[Encoder(Embed = 63, Heads = 7, Ffn = 8)] partial class M;")]
    public async Task Heads_that_divide(string title, string expected) =>
        Assert.Equal(expected, await FixRun.Apply("[Encoder(Embed = 60, Heads = 7, Ffn = 8)] partial class M;", title));

    [Fact]
    public async Task The_nearest_head_count_comes_first() =>
        Assert.Equal(["Set Heads = 6", "Set Heads = 10", "Set Embed = 56", "Set Embed = 63"], await FixRun.Titles("[Encoder(Embed = 60, Heads = 7, Ffn = 8)] partial class M;"));

    [Theory]
    [InlineData("[Linear(In = 4, Out = 2), FeedForward(Embed = 4, Ffn = 8)] partial class M;", "Remove [FeedForward]", "[Linear(In = 4, Out = 2)] partial class M;")]
    [InlineData("[Encoder(Embed = 8, Heads = 2, Ffn = 8, Activation = (Activation)77)] partial class M;", "Set Activation = Activation.Relu", "[Encoder(Embed = 8, Heads = 2, Ffn = 8, Activation = Activation.Relu)] partial class M;")]
    [InlineData("[LayerNorm(4, Epsilon = 0)] partial class M;", "Set Epsilon = 1e-5f", "[LayerNorm(4, Epsilon = 1e-5f)] partial class M;")]
    [InlineData("[Encoder(Embed = 8, Heads = 2, Ffn = 8, Dropout = 1.5f)] partial class M;", "Remove Dropout", "[Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class M;")]
    [InlineData("[FeedForward(Embed = 8, GateBias = true, Ffn = 8)] partial class M;", "Remove GateBias", "[FeedForward(Embed = 8, Ffn = 8)] partial class M;")]
    [InlineData("[Encoder(RotaryTheta = 7, Embed = 8, Heads = 2, Ffn = 8)] partial class M;", "Remove RotaryTheta", "[Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class M;")]
    [InlineData("[Encoder(Embed = 8, Heads = 2, Ffn = 8, QkvBias = false, KeyBias = true)] partial class M;", "Set QkvBias = true", "[Encoder(Embed = 8, Heads = 2, Ffn = 8, QkvBias = true, KeyBias = true)] partial class M;")]
    [InlineData("[Encoder(Embed = 12, Heads = 6, KeyValueHeads = 4, Ffn = 8)] partial class M;", "Set KeyValueHeads = 3", "[Encoder(Embed = 12, Heads = 6, KeyValueHeads = 3, Ffn = 8)] partial class M;")]
    [InlineData("[TokenEmbedding(9), Positions(4), Encoder(Embed = 8, Heads = 2, Ffn = 8, Tokens = 7)] partial class M;", "Set Max = 7", "[TokenEmbedding(9), Positions(7), Encoder(Embed = 8, Heads = 2, Ffn = 8, Tokens = 7)] partial class M;")]
    [InlineData("[TokenEmbedding(9), ClassToken, Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class M;", "Remove [ClassToken]", "[TokenEmbedding(9), Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class M;")]
    [InlineData("[TokenEmbedding(9), Encoder(Embed = 8, Heads = 2, Ffn = 8), Pool(Pooling.Class, ExcludeClass = true)] partial class M;", "Remove ExcludeClass", "[TokenEmbedding(9), Encoder(Embed = 8, Heads = 2, Ffn = 8), Pool(Pooling.Class)] partial class M;")]
    [InlineData("[TokenEmbedding(9), Positions(4, Offset = -1), Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class M;", "Set Offset = 0", "[TokenEmbedding(9), Positions(4, Offset = 0), Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class M;")]
    [InlineData("[Linear(In = 4, Out = 2)]\n[Pool(Pooling.Mean)]\npartial class M;", "Remove [Pool]", "[Linear(In = 4, Out = 2)]\npartial class M;")]
    [InlineData("/// <summary>A model.</summary>\n[Pool(Pooling.Mean)]\n[Linear(In = 4, Out = 2)]\npartial class M;", "Remove [Pool]", "/// <summary>A model.</summary>\n[Linear(In = 4, Out = 2)]\npartial class M;")]
    [InlineData("[TensorNames(TensorNaming.Torch)] class C;", "Remove [TensorNames]", "class C;")]
    public async Task What_is_certain_is_offered(string source, string title, string expected) => Assert.Equal(expected, await FixRun.Apply(source, title));

    [Theory]
    [InlineData("namespace A { [Pool(Pooling.Mean)] class C; }", "Remove [Pool]", "namespace A { class C; }")]
    [InlineData("namespace A\n{\n    /// <summary>A model.</summary>\n    [Pool(Pooling.Mean)]\n    partial class C;\n}", "Add [Encoder(Embed = 64, Heads = 8, Ffn = 128)]", "namespace A\n{\n    /// <summary>A model.</summary>\n    [Encoder(Embed = 64, Heads = 8, Ffn = 128)]\n    [Pool(Pooling.Mean)]\n    partial class C;\n}")]
    [InlineData("[Checkpoint(\"model.safetensors\")]\npartial class C;", "Remove [Checkpoint]", "partial class C;")]
    public async Task Stages_without_a_model(string source, string title, string expected) => Assert.Equal(expected, await FixRun.Apply(source, title));

    /// <summary>An argument may belong to a name that the fix does not know.</summary>
    [Fact]
    public async Task An_attribute_by_another_name_is_left_alone() =>
        Assert.Empty(await FixRun.Titles("using E = ShapeGen.EncoderAttribute;\n[E(Embed = 60, Heads = 7, Ffn = 8)] partial class M;"));

    [Fact]
    public async Task All_of_a_document_are_fixed_at_once() => Assert.Equal(
        "[Encoder(Embed = 8, Heads = 2, Ffn = 8)] partial class A;\n[FeedForward(Embed = 8, Ffn = 8)] partial class B;",
        await FixRun.ApplyToAll(
            "[Encoder(Embed = 8, Heads = 2, RotaryTheta = 7, Ffn = 8, Buckets = 7)] partial class A;\n[FeedForward(Embed = 8, Ffn = 8, GateBias = true)] partial class B;", "Remove RotaryTheta"));
}
