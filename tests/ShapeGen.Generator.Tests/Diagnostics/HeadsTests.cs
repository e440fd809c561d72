namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0001: Embed is not divisible by Heads.</summary>
public class HeadsTests
{
    [Theory]
    [InlineData("[Encoder(Embed = 64, {|SHG0001:Heads = 7|}, Ffn = 128)]")]
    [InlineData("[Encoder({|SHG0001:Heads = 7|}, Ffn = 128, Embed = 64)]")]
    [InlineData("[Encoder(64, {|SHG0001:7|}, 128)]")]
    [InlineData("[Encoder(64, {|SHG0001:heads: 7|}, ffn: 128)]")]
    [InlineData("[Encoder(ffn: 128, {|SHG0001:heads: 7|}, embed: 64)]")]
    [InlineData("[Encoder(64, 8, 128, {|SHG0001:Heads = 7|})]")]
    [InlineData("[Encoder(64, {|SHG0001:Seven|}, 128)]")]
    [InlineData("[Encoder(Embed = 64, {|SHG0001:Heads = Other.Seven|}, Ffn = 128)]")]
    [InlineData("[Encoder(64, {|SHG0001:14 / 2|}, 128)]")]
    [InlineData("[Encoder(64, {|SHG0001:(int)7.9|}, 128)]")]
    [InlineData("[Encoder(64, {|SHG0001:'\\a'|}, 128)]")]
    [InlineData("[MultiHeadAttention(64, {|SHG0001:7|})]")]
    [InlineData("[MultiHeadAttention(Embed = 64, {|SHG0001:Heads = 7|}, AttentionDropout = 0.1f)]")]
    [InlineData("[method: Obsolete] [Encoder(64, {|SHG0001:7|}, 128)]")]
    public void Stands_on_the_heads(string attribute) => Expect.Stub(
        attribute.Replace("[method: Obsolete] ", "[Obsolete(\"\")] ", StringComparison.Ordinal)
            .Replace("Seven|}, 128", "M.Seven|}, 128", StringComparison.Ordinal)
        + " partial class M { public const int Seven = 7; } static class Other { public const int Seven = 7; }",
        "Embed 64 is not divisible by Heads 7: a head would get 9.14 features; use Heads = 4 or Heads = 8, or an Embed that 7 divides (63 or 70)");

    [Theory]
    [InlineData(64, 100, "0.64 features; use Heads = 64, or an Embed that 100 divides (100)")]
    [InlineData(1, 2, "0.5 features; use Heads = 1, or an Embed that 2 divides (2)")]
    [InlineData(97, 12, "8.08 features; use Heads = 1 or Heads = 97, or an Embed that 12 divides (96 or 108)")]
    [InlineData(768, 13, "59.08 features; use Heads = 12 or Heads = 16, or an Embed that 13 divides (767 or 780)")]
    [InlineData(144, 10, "14.4 features; use Heads = 9 or Heads = 12, or an Embed that 10 divides (140 or 150)")]
    [InlineData(2147483647, 2, "1073741823.5 features; use Heads = 1 or Heads = 2147483647, or an Embed that 2 divides (2147483646)")]
    [InlineData(64, 2147483647, "0 features; use Heads = 64, or an Embed that 2147483647 divides (2147483647)")]
    [InlineData(2147483646, 2147483647, "1 features; use Heads = 2147483646, or an Embed that 2147483647 divides (2147483647)")]
    public void Names_the_nearest_that_divide(int embed, int heads, string message) => Expect.Stub(
        $"[MultiHeadAttention({embed}, {{|SHG0001:{heads}|}})] partial class M;",
        $"Embed {embed} is not divisible by Heads {heads}: a head would get {message}");

    /// <summary>A pragma around the attribute works, because the location is one in the user's own tree; the stub stays.</summary>
    [Fact]
    public void Pragma_suppresses() => Expect.Stub("""
        #pragma warning disable SHG0001
        [Encoder(64, 7, 128)] partial class M;
        #pragma warning restore SHG0001
        """);

    [Fact]
    public void Pragma_elsewhere_does_not_suppress() => Expect.Stub("""
        #pragma warning disable SHG0001
        #pragma warning restore SHG0001
        [Encoder(64, {|SHG0001:7|}, 128)] partial class M;
        """,
        "Embed 64 is not divisible by Heads 7: a head would get 9.14 features; use Heads = 4 or Heads = 8, or an Embed that 7 divides (63 or 70)");
}
