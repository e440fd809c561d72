namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0002 and SHG0003: a size that is zero, negative or missing.</summary>
public class SizeTests
{
    [Theory]
    [InlineData("[Linear({|SHG0002:In = 0|}, Out = 4)]", "In is 0; it must be at least 1")]
    [InlineData("[Linear(In = 3, {|SHG0002:Out = -1|}, Bias = false)]", "Out is -1; it must be at least 1")]
    [InlineData("[Linear({|SHG0002:0|}, 4)]", "In is 0; it must be at least 1")]
    [InlineData("[Linear(3, {|SHG0002:-5|})]", "Out is -5; it must be at least 1")]
    [InlineData("[Linear({|SHG0002:@in: 0|}, @out: 4)]", "In is 0; it must be at least 1")]
    [InlineData("[Linear(@out: 4, {|SHG0002:@in: 0|})]", "In is 0; it must be at least 1")]
    [InlineData("[Linear(In = 3, {|SHG0002:Out = int.MinValue|})]", "Out is -2147483648; it must be at least 1")]
    [InlineData("[Linear(In = 3, {|SHG0002:Out = 2 - 2|})]", "Out is 0; it must be at least 1")]
    [InlineData("[Linear({|SHG0002:In = Sizes.Zero|}, Out = Sizes.Four)]", "In is 0; it must be at least 1")]
    [InlineData("[Linear({|SHG0002:Sizes.Zero|}, Sizes.Four)]", "In is 0; it must be at least 1")]
    [InlineData("[Linear(3, 4, {|SHG0002:In = 0|})]", "In is 0; it must be at least 1")]
    [InlineData("[LayerNorm({|SHG0002:-64|})]", "Dim is -64; it must be at least 1")]
    [InlineData("[FeedForward(64, {|SHG0002:0|})]", "Ffn is 0; it must be at least 1")]
    [InlineData("[MultiHeadAttention(64, {|SHG0002:0|})]", "Heads is 0; it must be at least 1")]
    [InlineData("[Encoder(Embed = 64, {|SHG0002:Heads = 0|}, Ffn = 128)]", "Heads is 0; it must be at least 1")]
    [InlineData("[Encoder({|SHG0002:Embed = 0|}, Heads = 8, Ffn = 128)]", "Embed is 0; it must be at least 1")]
    public void Not_positive(string attribute, string message) =>
        Expect.Stub(attribute + " partial class M; static class Sizes { public const int Zero = 0, Four = 4; }", message);

    [Theory]
    [InlineData("[Linear(3, 4, {|SHG0002:Tokens = 0|})]", "0")]
    [InlineData("[LayerNorm(3, {|SHG0002:Tokens = -1|})]", "-1")]
    [InlineData("[FeedForward(3, 4, {|SHG0002:Tokens = -14|})]", "-14")]
    [InlineData("[MultiHeadAttention(64, 8, {|SHG0002:Tokens = 0|})]", "0")]
    [InlineData("[Encoder(64, 8, 128, {|SHG0002:Tokens = int.MinValue|})]", "-2147483648")]
    public void Tokens_not_positive(string attribute, string tokens) =>
        Expect.Stub(attribute + " partial class M;", $"Tokens is {tokens}; it must be at least 1; leave it out for any number of tokens");

    [Fact]
    public void Two_mistakes_in_one_attribute_give_both() => Expect.Stub(
        "[Encoder(Embed = 64, {|SHG0002:Heads = 0|}, {|SHG0002:Ffn = -128|}, {|SHG0013:Epsilon = 0|})] partial class M;",
        "Heads is 0; it must be at least 1",
        "Ffn is -128; it must be at least 1",
        "Epsilon is 0; it must be a finite number above 0, so that the division by √(variance + Epsilon) is finite (PyTorch's default is 1e-5)");

    [Theory]
    [InlineData("[{|SHG0003:Linear(In = 3)|}]", "[Linear] needs Out; write [Linear(In = 64, Out = 128)]")]
    [InlineData("[{|SHG0003:LayerNorm|}]", "[LayerNorm] needs Dim; write [LayerNorm(Dim = 64)]")]
    [InlineData("[{|SHG0003:LayerNormAttribute()|}]", "[LayerNorm] needs Dim; write [LayerNorm(Dim = 64)]")]
    [InlineData("[{|SHG0003:FeedForward(Ffn = 3)|}]", "[FeedForward] needs Embed; write [FeedForward(Embed = 64, Ffn = 128)]")]
    [InlineData("[{|SHG0003:MultiHeadAttention(Embed = 64)|}]", "[MultiHeadAttention] needs Heads; write [MultiHeadAttention(Embed = 64, Heads = 8)]")]
    [InlineData("[{|SHG0003:ShapeGen.LayerNorm(Bias = false)|}]", "[LayerNorm] needs Dim; write [LayerNorm(Dim = 64)]")]
    [InlineData("[System.Serializable, {|SHG0003:LayerNorm|}]", "[LayerNorm] needs Dim; write [LayerNorm(Dim = 64)]")]
    public void Missing(string attribute, string message) => Expect.Stub(attribute + " partial class M;", message);

    /// <summary>What is there is checked although something is missing.</summary>
    [Fact]
    public void Missing_and_not_divisible() => Expect.Stub(
        "[{|SHG0003:Encoder(Embed = 64, {|SHG0001:Heads = 7|})|}] partial class M;",
        "[Encoder] needs Ffn; write [Encoder(Embed = 64, Heads = 8, Ffn = 128)]",
        "Embed 64 is not divisible by Heads 7: a head would get 9.14 features; use Heads = 4 or Heads = 8, or an Embed that 7 divides (63 or 70)");

    [Fact]
    public void All_missing() => Expect.Stub(
        "[{|SHG0003:Encoder|}] partial class M;",
        "[Encoder] needs Embed, Heads and Ffn; write [Encoder(Embed = 64, Heads = 8, Ffn = 128)]");

    [Fact]
    public void Two_missing() => Expect.Stub(
        "[{|SHG0003:Encoder(Heads = 4)|}] partial class M;",
        "[Encoder] needs Embed and Ffn; write [Encoder(Embed = 64, Heads = 8, Ffn = 128)]");

    /// <summary>Sizes of 1 and sizes that fit no vector are ordinary.</summary>
    [Theory]
    [InlineData("Linear", "[Linear(1, 1)]")]
    [InlineData("LayerNorm", "[LayerNorm(1, Tokens = 1)]")]
    [InlineData("FeedForward", "[FeedForward(1, 1)]")]
    [InlineData("MultiHeadAttention", "[MultiHeadAttention(1, 1)]")]
    [InlineData("Encoder", "[Encoder(1, 1, 1, Tokens = 1)]")]
    [InlineData("Encoder", "[Encoder(62, 2, 94)]")]
    public void Small_and_uneven_sizes_are_right(string attribute, string text) => Expect.Nothing(text + " partial class M;", attribute);
}
