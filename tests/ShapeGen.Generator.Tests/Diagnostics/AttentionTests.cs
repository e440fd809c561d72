namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0017: what an attention's properties say about each other.</summary>
public class AttentionTests
{
    [Theory]
    [InlineData("[MultiHeadAttention(8, 2, Memory = 6, {|SHG0017:Mask = AttentionMask.Causal|})]", "Mask = AttentionMask.Causal contradicts Memory = 6")]
    [InlineData("[MultiHeadAttention(8, 2, {|SHG0017:Window = 21|}, Memory = 6)]", "Window = 21 contradicts Memory = 6")]
    [InlineData("[MultiHeadAttention(8, 2, {|SHG0017:Position = PositionEncoding.Alibi|}, Memory = 6)]", "Position = PositionEncoding.Alibi contradicts Memory = 6")]
    [InlineData("[MultiHeadAttention(8, 2, {|SHG0017:Position = PositionEncoding.Rotary|}, Memory = 6)]", "Position = PositionEncoding.Rotary contradicts Memory = 6")]
    public void A_memory_has_no_distances(string attribute, string message) => Expect.Alone(
        attribute + " partial class M;",
        $"{message}: a sequence and its memory have no distances between them; remove {message.Split(' ')[0]}, or Memory");

    [Theory]
    [InlineData("[MultiHeadAttention(8, 2, Memory = 6)]")]
    [InlineData("[MultiHeadAttention(8, 2, Memory = 8, Out = 3, KeyValueHeads = 1, HeadDim = 5, KeyBias = false, Tokens = 7)]")]
    [InlineData("[MultiHeadAttention(8, 2, Mask = AttentionMask.Causal, Window = 21, Position = PositionEncoding.Alibi)]")]
    [InlineData("[Encoder(8, 2, 9, Layers = 2, Window = 2147483647, GlobalEvery = 2, Position = PositionEncoding.Rotary, LocalRotaryTheta = 10)]")]
    [InlineData("[Encoder(8, 2, 9, Layers = 2, Position = PositionEncoding.RelativeBuckets, Buckets = 5, MaxDistance = 3, Mask = AttentionMask.Causal)]")]
    [InlineData("[Encoder(8, 2, 9, Layers = 3, Window = 4, GlobalEvery = 1)]")]
    public void Attentions_that_make_sense(string attribute) => Expect.Accepted(attribute + " partial class M;");
}
