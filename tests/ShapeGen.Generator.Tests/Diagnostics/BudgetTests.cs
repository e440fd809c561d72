using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>A budget that is exceeded is an error on its own argument, with the parts of the model that take the most.</summary>
public class BudgetTests
{
    private const string MiniLm = "TokenEmbedding(Vocab = 30522, Types = 2), Positions(Max = 512), InputNorm, Encoder(384, 12, 1536, Layers = 6, Norm = NormPlacement.Post), Pool(Pooling.Mean)";

    [Fact]
    public void Weights() => Expect.Alone(
        $$"""[{{MiniLm}}, Budget({|SHG0024:WeightBytes = 64_000_000|})] public sealed partial class M;""",
        "the weights are 90.3 MB (90,261,632 bytes), over the budget of 64 MB (64,000,000 bytes): token embedding 46.9 MB, feed-forward of 6 layers 28.4 MB, attention of 6 layers 14.2 MB, and smaller parts; make the model smaller, or write WeightBytes = 90_261_632");

    [Fact]
    public void Scratch() => Expect.Alone(
        $$"""[{{MiniLm}}, Budget({|SHG0024:ScratchBytes = 1_000_000|}, Tokens = 128)] public sealed partial class M;""",
        "the scratch for 128 tokens on one thread is 3.84 MB (3,842,108 bytes), over the budget of 1 MB (1,000,000 bytes): qkv 2.09 MB, hidden 1.39 MB, x 358 kB, and smaller parts; make the model smaller, or write ScratchBytes = 3_842_108");

    [Fact]
    public void Operations() => Expect.Alone(
        $$"""[{{MiniLm}}, Budget(Tokens = 128, {|SHG0024:Flops = 1_000_000_000|})] public sealed partial class M;""",
        "the matrix products for 128 tokens are 2.87 GFLOP (2,868,903,936 operations), over the budget of 1 GFLOP (1,000,000,000 operations): feed-forward of 6 layers 1.81 GFLOP, attention of 6 layers 906 MFLOP, attention between tokens of 6 layers 151 MFLOP; make the model smaller, or write Flops = 2_868_903_936");

    /// <summary>100 rows of 24 numbers as the panels of the widest vectors have them: 112 rows.</summary>
    [Fact]
    public void A_tied_table_is_a_part_once() => Expect.Alone(
        """[TokenEmbedding(100), Encoder(24, 3, 48), Head(100, Bias = false), TensorNames(TokenEmbedding = "emb", Heads = "emb"), Budget({|SHG0024:WeightBytes = 1000|})] public sealed partial class M;""",
        "the weights are 34 kB (33,984 bytes), over the budget of 1 kB (1,000 bytes): attention 11.2 kB, feed-forward 11.1 kB, token embedding 10.8 kB, and smaller parts; make the model smaller, or write WeightBytes = 33_984");

    [Fact]
    public void All_three_at_once() => Expect.Alone(
        """[LayerNorm(37), Budget({|SHG0024:WeightBytes = 1|}, {|SHG0024:ScratchBytes = 1|}, Flops = 1, Tokens = 1)] public sealed partial class M;""",
        "the weights are 384 bytes, over the budget of 1 byte: norms 384 B; make the model smaller, or write WeightBytes = 384",
        "the scratch for 1 token on one thread is 60 bytes, over the budget of 1 byte: alignment 60 B; make the model smaller, or write ScratchBytes = 60");

    [Fact]
    public void An_image_needs_no_tokens() => Expect.Alone(
        """[PatchEmbedding(16, 24, 8), ClassToken, Encoder(24, 3, 48, Layers = 2), Pool(Pooling.Class), Budget({|SHG0024:Flops = 1000|})] public sealed partial class M;""",
        "the matrix products for 7 tokens are 203 kFLOP (202,944 operations), over the budget of 1 kFLOP (1,000 operations): patch embedding 64.5 kFLOP, attention of 2 layers 64.5 kFLOP, feed-forward of 2 layers 64.5 kFLOP, and smaller parts; make the model smaller, or write Flops = 202_944");

    [Fact]
    public void More_than_can_be_counted() => Expect.Alone(
        """[Encoder(64, 8, 128, Layers = 100), Budget({|SHG0024:Flops = 1|}, Tokens = int.MaxValue)] public sealed partial class M;""",
        "the matrix products for 2147483647 tokens are more than 9.22 EFLOP, over the budget of 1 operation: the number does not fit into 64 bits; make the model smaller");

    [Fact]
    public void A_memory() => Expect.Alone(
        """[MultiHeadAttention(64, 8, Memory = 32), Budget({|SHG0024:Flops = 1|}, Tokens = 7, MemoryTokens = 1)] public sealed partial class M;""",
        "the matrix products for 7 tokens and 1 token of memory are 125 kFLOP (124,672 operations), over the budget of 1 operation: attention 123 kFLOP, attention between tokens 1.79 kFLOP; make the model smaller, or write Flops = 124_672");

    /// <summary>Nothing is left to be found out when the program runs: a budget that is no budget is an error.</summary>
    [Theory]
    [InlineData("[LayerNorm(37), {|SHG0003:Budget|}]", "[Budget] needs WeightBytes, ScratchBytes or Flops; write [Budget(Flops = 1_000_000_000, Tokens = 128)]")]
    [InlineData("[LayerNorm(37, Tokens = 5), {|SHG0003:Budget|}]", "[Budget] needs WeightBytes, ScratchBytes or Flops; write [Budget(WeightBytes = 100_000_000)]")]
    [InlineData("[LayerNorm(37), {|SHG0003:Budget(ScratchBytes = 1000)|}]", "[Budget] needs Tokens; write [Budget(Flops = 1_000_000_000, Tokens = 128)]")]
    [InlineData("[LayerNorm(37), {|SHG0003:Budget(WeightBytes = 1000, Flops = 1000)|}]", "[Budget] needs Tokens; write [Budget(Flops = 1_000_000_000, Tokens = 128)]")]
    [InlineData("[LayerNorm(37), Budget({|SHG0018:WeightBytes = 0|})]", "WeightBytes is 0; it must be at least 1")]
    [InlineData("[LayerNorm(37), Budget(Flops = 1000, {|SHG0018:Tokens = -1|})]", "Tokens is -1; it must be at least 1")]
    [InlineData("[LayerNorm(37), Budget(WeightBytes = 1000, {|SHG0017:Tokens = 5|})]", "Tokens contradicts a budget for weights only: Tokens has an effect only with ScratchBytes or Flops; add that, or remove Tokens")]
    [InlineData("[LayerNorm(37), Budget(Flops = 1000, Tokens = 5, {|SHG0017:MemoryTokens = 5|})]", "MemoryTokens contradicts a model without Memory: MemoryTokens has an effect only with Memory; add that, or remove MemoryTokens")]
    [InlineData("[LayerNorm(37, Tokens = 5), Budget(Flops = 1000, {|SHG0017:Tokens = 6|})]", "Tokens = 6 of [Budget] contradicts the model's 5 tokens: their number is fixed; write Tokens = 5, or remove it")]
    [InlineData("[TokenEmbedding(9), Positions(8), Encoder(6, 2, 5), Budget(Flops = 1000, {|SHG0017:Tokens = 9|})]", "Tokens = 9 of [Budget] contradicts Max = 8 of [Positions]: the 9 tokens in the layers need 9 rows; write fewer, or a larger Max")]
    [InlineData("[Convolution(8, 6, 5), Encoder(6, 2, 5), Budget(Flops = 1000, {|SHG0018:Tokens = 4|})]", "Tokens is 4; it must be at least 5, the fewest rows from which the convolutions make a token")]
    public void A_budget_that_makes_no_sense(string attributes, string message) => Expect.Alone(attributes + " public sealed partial class M;", message);

    /// <summary>The generator does not look at such a class: an analyzer does.</summary>
    [Fact]
    public async Task A_budget_without_a_model()
    {
        const string Source = "using ShapeGen; [Budget(WeightBytes = 1000)] public sealed class M; [LayerNorm(37), Budget(WeightBytes = 1000)] public sealed partial class N; public class P;";
        CompilationWithAnalyzers analysed = ProjectSettings.Default.Compile([new("Model.cs", Source)]).WithAnalyzers([new ModelAttributesAnalyzer()]);
        Diagnostic found = Assert.Single(await analysed.GetAnalyzerDiagnosticsAsync());
        Assert.Equal("Budget(WeightBytes = 1000)", Source.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Equal(
            "SHG0017: [Budget] contradicts the class 'M', which is not a model: it limits the costs of a model; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove [Budget]",
            $"{found.Id}: {found.GetMessage(CultureInfo.InvariantCulture)}");
    }

    /// <summary>The model is whole all the same: only its budget is wrong.</summary>
    [Fact]
    public void The_model_is_generated_whatever_its_budget() => Assert.All(
        new[] { "Budget(WeightBytes = 1)", "Budget(WeightBytes = 0)", "Budget" },
        budget => Assert.Equal(
            GeneratorRunner.RunOnce("[ShapeGen.LayerNorm(37)] public sealed partial class M;").ModelSources,
            GeneratorRunner.RunOnce($"[ShapeGen.LayerNorm(37), ShapeGen.{budget}] public sealed partial class M;").ModelSources));

    /// <summary>What is wrong with the model is said, and nothing of a budget that no one can check.</summary>
    [Fact]
    public void A_model_with_an_error_has_no_budget() => Expect.Alone(
        """[Encoder(64, {|SHG0001:7|}, 128), Budget(WeightBytes = 1)] public sealed partial class M;""",
        "Embed 64 is not divisible by Heads 7: a head would get 9.14 features; use Heads = 4 or Heads = 8, or an Embed that 7 divides (63 or 70)");

    [Theory]
    [InlineData("WeightBytes = 384, ScratchBytes = 60, Flops = 1, Tokens = 1")]
    [InlineData("WeightBytes = 9_000_000_000")]
    public void What_fits(string budget) => Expect.Accepted($"[LayerNorm(37), Budget({budget})] public sealed partial class M;");

    [Theory]
    [InlineData(1, "1 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(9_994, "9.99 kB")]
    [InlineData(9_996, "10 kB")]
    [InlineData(99_951, "100 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_501, "1 MB")]
    [InlineData(90_316_800, "90.3 MB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Numbers_are_short(long number, string text) => Assert.Equal(text, LimitedQuantity.WeightBytes.Short(number));
}
