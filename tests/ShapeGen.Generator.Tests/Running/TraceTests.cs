using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Tests.Quality;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>Models that hand out the results of their stages, where the class has <c>[Trace]</c>.</summary>
public class TraceTests
{
    /// <summary>Every path of what is written for it.</summary>
    private const string AllTraced = """
        using ShapeGen;

        namespace Samples
        {
            /// <summary>Ids.</summary>
            [Trace, TokenEmbedding(Vocab = 9, Types = 2), Positions(8, Offset = 1), InputNorm]
            [Encoder(6, 2, 5, Layers = 3, Norm = NormPlacement.Post, FinalNorm = true), Pool(Pooling.Mean, Normalize = true), Head(3, Activation = HeadActivation.Gelu), Head(2, Activation = HeadActivation.Softmax)]
            public sealed partial class Ids
            {
            }

            /// <summary>Pixels.</summary>
            [Trace, PatchEmbedding(4, 6, 2, Channels = 1, Mean = new[] { 0.5f }, Std = new[] { 0.25f }), ClassToken, Positions(7), Encoder(6, 2, 5, LayerScale = true), Pool(Pooling.Class), Head(3)]
            public sealed partial class Pixels
            {
            }

            /// <summary>Convolutions.</summary>
            [Trace, Convolution(3, 6, 3, Stride = 2, Norm = ConvolutionNorm.Layer, Activation = ConvolutionActivation.Gelu), Convolution(6, 6, 3, Activation = ConvolutionActivation.Relu)]
            [Encoder(6, 2, 5, Layers = 2, Gated = true, Position = PositionEncoding.Rotary, HeadDim = 4)]
            public sealed partial class Sounds
            {
            }

            /// <summary>Cross-attention.</summary>
            [Trace, MultiHeadAttention(8, 2, Memory = 5)]
            public sealed partial class Cross
            {
            }

            /// <summary>Attention.</summary>
            [Trace, MultiHeadAttention(8, 2, Tokens = 3)]
            public sealed partial class Attention
            {
            }

            /// <summary>A feed-forward block.</summary>
            [Trace, FeedForward(8, 12)]
            public sealed partial record FeedForward
            {
            }

            /// <summary>A linear layer.</summary>
            [Trace, Linear(8, 12)]
            public sealed partial class Layer
            {
            }

            /// <summary>A norm.</summary>
            [Trace, LayerNorm(8)]
            public sealed partial class Norm
            {
            }
        }
        """;

    [Fact]
    public void No_warnings() => Emitted.From(GeneratorRunner.Run(
        AllTraced, ProjectSettings.Default with { Documentation = DocumentationMode.Diagnose, CheckOverflow = true }));

    [Fact]
    public void With_stage_times_too() => Emitted.From(GeneratorRunner.Run(AllTraced, ProjectSettings.Default with { StageTimes = "true" }));

    [Fact]
    public void Without_the_attribute_nothing_of_it_is_there() => Assert.All(
        GeneratorRunner.Run(AllTraced.Replace("Trace, ", "", StringComparison.Ordinal), ProjectSettings.Default).IsClean().Sources,
        source => Assert.DoesNotContain("trace", source.Value, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void A_member_of_the_name_collides() => Assert.Contains(
        GeneratorRunner.Run("[ShapeGen.Trace, ShapeGen.Linear(2, 3)] partial class M { public int WithTrace => 1; }", ProjectSettings.Default).Reported,
        diagnostic => diagnostic.Id == "SHG0011" && diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains("WithTrace", StringComparison.Ordinal));

    [Fact]
    public void Without_the_attribute_the_name_is_free() =>
        GeneratorRunner.Run("[ShapeGen.Linear(2, 3)] partial class M { public int WithTrace => 1; }", ProjectSettings.Default).IsClean();

    [Fact]
    public void The_stub_of_a_class_with_an_error_has_the_member()
    {
        GeneratorRun run = GeneratorRunner.Run(
            "[ShapeGen.Trace, ShapeGen.Encoder(9, 2, 3)] partial class M; class Use { M Call(M m) => m.WithTrace((in ShapeGen.TraceResult result) => { }); }", ProjectSettings.Default);
        Assert.NotEmpty(run.Reported);
        Assert.Empty(run.Compiler(DiagnosticSeverity.Error));
    }

    /// <summary>The generator does not look at such a class: an analyzer does.</summary>
    [Fact]
    public async Task A_class_that_is_no_model()
    {
        CompilationWithAnalyzers analysed = ProjectSettings.Default.Compile([new("Model.cs", "using ShapeGen; [Trace] public sealed class M; [Trace, LayerNorm(37)] public sealed partial class N;")])
            .WithAnalyzers([new ModelAttributesAnalyzer()]);
        Diagnostic found = Assert.Single(await analysed.GetAnalyzerDiagnosticsAsync());
        Assert.Equal(
            "SHG0017: [Trace] contradicts the class 'M', which is not a model: it exposes the intermediate results of a model; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove [Trace]",
            $"{found.Id}: {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }
}
