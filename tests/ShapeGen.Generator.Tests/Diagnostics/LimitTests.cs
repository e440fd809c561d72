namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0004: a product that no span can hold, on the argument that makes it so large.</summary>
public class LimitTests
{
    private const string Limit = "floats, more than the 2147483527 that one span can hold; make";

    [Theory]
    [InlineData("[Linear({|SHG0004:In = 65536|}, Out = 65536)]", $"In × Out is 4294967296 {Limit} In or Out smaller")]
    [InlineData("[Linear({|SHG0004:65536|}, 65536)]", $"In × Out is 4294967296 {Limit} In or Out smaller")]
    [InlineData("[Linear({|SHG0004:int.MaxValue|}, int.MaxValue)]", $"In × Out is 4611686014132420609 {Limit} In or Out smaller")]
    [InlineData("[Linear(1, {|SHG0004:int.MaxValue|})]", $"In × Out is 2147483647 {Limit} In or Out smaller")]
    [InlineData("[Linear({|SHG0004:int.MaxValue|}, 1)]", $"In × Out is 2147483647 {Limit} In or Out smaller")]
    [InlineData("[Linear(In = 16, {|SHG0004:Out = 1 << 28|})]", $"In × Out is 4294967296 {Limit} In or Out smaller")]
    [InlineData("[Linear(2, {|SHG0004:20_000_000|})]", $"a block of rows of Out is 2560008192 {Limit} Out smaller")]
    [InlineData("[Linear(4, 8, {|SHG0004:Tokens = int.MaxValue|})]", $"Tokens × In is 8589934588 {Limit} Tokens smaller")]
    [InlineData("[LayerNorm({|SHG0004:int.MaxValue|})]", $"Dim is 2147483647 {Limit} Dim smaller")]
    [InlineData("[LayerNorm(Dim = 1024, {|SHG0004:Tokens = 3_000_000|})]", $"Tokens × Dim is 3072000000 {Limit} Tokens smaller")]
    [InlineData("[FeedForward({|SHG0004:Embed = 65536|}, Ffn = 65536)]", $"Embed × Ffn is 4294967296 {Limit} Embed or Ffn smaller")]
    [InlineData("[FeedForward(Embed = 2, {|SHG0004:Ffn = int.MaxValue|})]", $"Embed × Ffn is 4294967294 {Limit} Embed or Ffn smaller")]
    [InlineData("[MultiHeadAttention({|SHG0004:65536|}, 8)]", $"3 × Embed × Embed is 12884901888 {Limit} Embed smaller")]
    [InlineData("[MultiHeadAttention({|SHG0004:int.MaxValue|}, int.MaxValue)]", $"3 × Embed × Embed is 9223372036854775807 {Limit} Embed smaller")]
    [InlineData("[Encoder({|SHG0004:32768|}, 8, 8)]", $"3 × Embed × Embed is 3221225472 {Limit} Embed smaller")]
    [InlineData("[Encoder(64, 8, {|SHG0004:100_000_000|})]", $"Embed × Ffn is 6400000000 {Limit} Embed or Ffn smaller")]
    [InlineData("[Encoder({|SHG0004:15_584|}, 1, 37_728)]", $"the packed weights is 2147528512 {Limit} Embed smaller")]
    [InlineData("[Encoder(64, 8, 128, {|SHG0004:Tokens = 12_000_000|})]", $"Tokens × 3 × Embed is 2304000000 {Limit} Tokens smaller")]
    public void Stands_on_the_argument(string attribute, string message) => Expect.Stub(attribute + " partial class M;", message);

    /// <summary>Products beyond 64 bits are not computed by wrapping around.</summary>
    [Fact]
    public void Products_do_not_wrap() => Expect.Stub(
        "[Encoder({|SHG0004:int.MaxValue|}, 1, int.MaxValue, Tokens = int.MaxValue)] partial class M;",
        $"3 × Embed × Embed is 9223372036854775807 {Limit} Embed smaller");

    /// <summary>
    /// Just below the limit everything that is generated still fits an int: constants of the weight layout would not compile otherwise. The
    /// sizes are those where padding and the small parameters together come closest to the limit.
    /// </summary>
    [Theory]
    [InlineData("[Linear(1, 16_777_121)]")]
    [InlineData("[Linear(16_777_121, 1)]")]
    [InlineData("[LayerNorm(16_777_121)]")]
    [InlineData("[LayerNorm(1_073_741_760, Tokens = 1)]")]
    [InlineData("[Linear(1, 1_073_741_760, Tokens = 1)]")]
    [InlineData("[Linear(67_108_800, 1, Tokens = 1)]")]
    [InlineData("[FeedForward(1, 60_000_000, Tokens = 1)]")]
    [InlineData("[MultiHeadAttention(23_100, 1, Bias = false)]")]
    [InlineData("[Encoder(15_584, 1, 37_696)]")]
    public void Just_below_the_limit_compiles(string attribute) =>
        Expect.Nothing(attribute + " partial class M;", attribute[1..attribute.IndexOf('(', StringComparison.Ordinal)]);
}
