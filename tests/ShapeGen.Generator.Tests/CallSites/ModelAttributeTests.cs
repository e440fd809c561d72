using System.Globalization;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>Attributes without an effect, as the class has no model, are an error.</summary>
public class ModelAttributeTests
{
    [Theory]
    [InlineData("Pool(Pooling.Mean)", "Pool")]
    [InlineData("Head(Out = 10)", "Head")]
    [InlineData("TokenEmbedding(Vocab = 9)", "TokenEmbedding")]
    [InlineData("Positions(Max = 9)", "Positions")]
    [InlineData("ClassToken", "ClassToken")]
    [InlineData("InputNorm", "InputNorm")]
    [InlineData("Projection(In = 4)", "Projection")]
    [InlineData("Convolution(In = 4, Out = 4, Kernel = 3)", "Convolution")]
    [InlineData("PatchEmbedding(Height = 4, Width = 4, Patch = 2)", "PatchEmbedding")]
    public void A_stage(string attribute, string name) => Analysis.Expect(
        $"[{{|SHG0030:{attribute}|}}] public partial class M;",
        $"'M' has [{name}] but no [Encoder], so nothing is generated; add [Encoder(Embed = 64, Heads = 8, Ffn = 128)] with the sizes of your model, or remove [{name}]");

    [Fact]
    public void Several_stages_are_one_error() => Analysis.Expect(
        "[{|SHG0030:TokenEmbedding(9)|}, Positions(9), Pool(Pooling.Mean)] public partial class M;",
        "'M' has [TokenEmbedding] but no [Encoder], so nothing is generated; add [Encoder(Embed = 64, Heads = 8, Ffn = 128)] with the sizes of your model, or remove [TokenEmbedding]");

    [Theory]
    [InlineData("[{|SHG0031:Checkpoint(\"a/model.safetensors\")|}] public partial class M;")]
    [InlineData("[TokenEmbedding(9), {|SHG0031:Checkpoint(\"a/model.safetensors\")|}, Pool(Pooling.Mean)] public partial class M;")]
    public void A_checkpoint(string source) => Analysis.Expect(
        source, "'M' has [Checkpoint(\"a/model.safetensors\")] but no attribute that declares a model, so nothing is generated; declare the model with [Encoder], or remove [Checkpoint]");

    /// <summary>The message has the declaration that the checkpoint suggests, or why there is none; impossible sizes and names do not make the analyzer fail.</summary>
    [Theory]
    [InlineData("tensor\tstrange.weight\tF32\t3,3\n", "declare the model with [Encoder] ('model.safetensors' does not say how: no layers of a Transformer encoder were found")]
    [InlineData("error\tit is cut\n", "declare the model with [Encoder] ('model.safetensors' does not say how: it cannot be read: it is cut), or remove [Checkpoint]")]
    [InlineData("", "does not say how")]
    [InlineData("tensor\t\t\t\n", "does not say how")]
    [InlineData("tensor\tencoder.layer.0.output.dense.weight\tF32\t99999999999,32\n", "does not say how")]
    [InlineData("tensor\tencoder.layer.0.output.dense.weight\tF32\t-1,x\ntensor\tencoder.layer.99999999999.output.dense.weight\tF32\t16,32\n", "does not say how")]
    public void What_a_file_says(string header, string advice)
    {
        Diagnostic found = Assert.Single(Analysis.Reported(
            "[ShapeGen.Checkpoint(\"model.safetensors\")] partial class M;", ProjectSettings.Default with { Checkpoints = [new("model.safetensors", header)] }));
        Assert.Equal("SHG0031", found.Id);
        Assert.Contains(advice, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Pool(Pooling.Mean), TokenEmbedding(9), Encoder(Embed = 8, Heads = 2, Ffn = 16)] public partial class M;")]
    [InlineData("[Pool(Pooling.Mean), TokenEmbedding(9)] public partial class M; [Encoder(Embed = 8, Heads = 2, Ffn = 16)] public partial class M;")]
    [InlineData("namespace Own { class PoolAttribute : System.Attribute; } namespace Mine { using Own; [Own.Pool] public partial class M; }")]
    [InlineData("[Serializable] public partial class M;")]
    public void Nothing_is_wrong(string source) => Analysis.Expect(source);
}
