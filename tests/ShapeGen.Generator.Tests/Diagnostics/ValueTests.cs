namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0012, SHG0013 and SHG0014: values outside of what they may be.</summary>
public class ValueTests
{
    [Theory]
    [InlineData("[FeedForward(3, 4, {|SHG0012:Activation = (Activation)7|})]", "7")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0012:Activation = (Activation)(-1)|})]", "-1")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0012:Activation = Activation.QuickGelu + 1|})]", "5")]
    [InlineData("[Encoder(Embed = 4, {|SHG0012:Activation = (Activation)int.MaxValue|}, Heads = 2, Ffn = 8)]", "2147483647")]
    public void Unknown_activation(string attribute, string value) => Expect.Stub(
        attribute + " partial class M;",
        $"Activation is {value}, which is not a value of ShapeGen.Activation; use Activation.Silu, Activation.Relu, Activation.Gelu, Activation.GeluTanh or Activation.QuickGelu");

    [Theory]
    [InlineData("[FeedForward(3, 4, Activation = (Activation)1)]")]
    [InlineData("[FeedForward(3, 4, Activation = 0)]")]
    [InlineData("[Encoder(4, 2, 8, Activation = Activation.Relu)]")]
    public void Known_activation(string attribute) => Expect.Accepted(attribute + " partial class M;");

    [Theory]
    [InlineData("[LayerNorm(3, {|SHG0013:Epsilon = 0|})]", "0")]
    [InlineData("[LayerNorm(3, {|SHG0013:Epsilon = 0f|})]", "0")]
    [InlineData("[LayerNorm(3, {|SHG0013:Epsilon = -0f|})]", "-0")]
    [InlineData("[LayerNorm(3, {|SHG0013:Epsilon = -1e-5f|})]", "-1E-05")]
    [InlineData("[LayerNorm({|SHG0013:Epsilon = float.NaN|}, Dim = 3)]", "NaN")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0013:Epsilon = float.PositiveInfinity|})]", "Infinity")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0013:Epsilon = float.NegativeInfinity|})]", "-Infinity")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0013:Epsilon = 1e-50f|})]", "0")]
    public void Epsilon_not_positive(string attribute, string value) => Expect.Stub(
        attribute + " partial class M;",
        $"Epsilon is {value}; it must be a finite number above 0, so that the division by √(variance + Epsilon) is finite (PyTorch's default is 1e-5)");

    [Theory]
    [InlineData("[LayerNorm(3, Epsilon = 1e-12f)]")]
    [InlineData("[LayerNorm(3, Epsilon = float.Epsilon)]")]
    [InlineData("[LayerNorm(3, Epsilon = float.MaxValue)]")]
    [InlineData("[Encoder(4, 2, 8, Epsilon = 1)]")]
    public void Epsilon_positive(string attribute) => Expect.Accepted(attribute + " partial class M;");

    [Theory]
    [InlineData("[Encoder(4, 2, 8, {|SHG0014:Dropout = 1|})]", "Dropout is 1;")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0014:AttentionDropout = -0.1f|})]", "AttentionDropout is -0.1;")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0014:FfnDropout = float.NaN|})]", "FfnDropout is NaN;")]
    [InlineData("[Encoder(4, 2, 8, {|SHG0014:FfnDropout = 1.5f|})]", "FfnDropout is 1.5;")]
    [InlineData("[MultiHeadAttention(4, 2, {|SHG0014:AttentionDropout = float.PositiveInfinity|})]", "AttentionDropout is Infinity;")]
    [InlineData("[MultiHeadAttention({|SHG0014:AttentionDropout = 10|}, Embed = 4, Heads = 2)]", "AttentionDropout is 10;")]
    public void Dropout_out_of_range(string attribute, string message) => Expect.Stub(
        attribute + " partial class M;",
        message + " a dropout rate must be at least 0 and below 1 (it has no effect at inference: copy the value from the PyTorch configuration, or remove it)");

    [Fact]
    public void All_three_rates_at_once()
    {
        const string Rest = "a dropout rate must be at least 0 and below 1 (it has no effect at inference: copy the value from the PyTorch configuration, or remove it)";
        Expect.Stub(
            "[Encoder(4, 2, 8, {|SHG0014:Dropout = 2|}, {|SHG0014:AttentionDropout = 3|}, {|SHG0014:FfnDropout = 4|})] partial class M;",
            $"Dropout is 2; {Rest}",
            $"AttentionDropout is 3; {Rest}",
            $"FfnDropout is 4; {Rest}");
    }

    [Theory]
    [InlineData("[Encoder(4, 2, 8, Dropout = 0, AttentionDropout = 0.1f, FfnDropout = 0.999f)]")]
    [InlineData("[MultiHeadAttention(4, 2, AttentionDropout = -0f)]")]
    public void Dropout_in_range(string attribute) => Expect.Accepted(attribute + " partial class M;");
}
