using ShapeGen.Benchmarks.Models;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>Realistic models: stacks, masks, positions, and a batch of sequences of unequal length. Their formulas repeat the declarations independently.</summary>
internal static class StackCases
{
    private static readonly EncoderFormula MiniLmLayer = new(384, 12, 1536) { PostNorm = true, Activation = ActivationFunction.Gelu, Epsilon = 1e-12f };
    private static readonly EncoderFormula BertLayer = new(768, 12, 3072) { PostNorm = true, Activation = ActivationFunction.Gelu, Epsilon = 1e-12f };
    private static readonly EncoderFormula VitLayer = new(192, 3, 768) { Activation = ActivationFunction.Gelu, Epsilon = 1e-6f };
    private static readonly EncoderFormula KwtLayer = new(64, 1, 256) { PostNorm = true, Activation = ActivationFunction.GeluTanh };

    private static readonly EncoderFormula T5 = new(512, 8, 2048)
    {
        Layers = 6, RmsNorm = true, Epsilon = 1e-6f, FinalNorm = true, Activation = ActivationFunction.Relu, Bias = false, Scale = 1, Buckets = 32,
    };

    private static readonly EncoderFormula ModernBert = new(768, 12, 1152)
    {
        Activation = ActivationFunction.Gelu, Gated = true, Bias = false, Window = 128, RotaryTheta = 10_000,
    };

    private static readonly EncoderFormula Causal = new(192, 3, 384) { Causal = true };

    /// <summary>Sentences of 4 to 60 tokens, unsorted.</summary>
    private static readonly int[] Sentences = [23, 4, 41, 12, 60, 8, 30, 17, 52, 6, 26, 14, 35, 9, 20, 47];

    /// <summary>
    /// Half of the pairs are masked, so attention should take at most 0.6 of its unmasked time. At 1024 tokens attention is 0.59 of the limit of this
    /// layer, so the whole layer should take at most 1 - 0.4 · 0.59.
    /// </summary>
    private const double CausalAtMost = 0.76;

    public static IReadOnlyList<Case> All { get; } =
    [
        Case.Of<MiniLmStack>("minilm_6", 1, 128, MiniLmLayer with { Layers = 6 }, Targets.Stack),
        Case.Of<BertStack>("bert_base_12", 1, 128, BertLayer with { Layers = 12 }, Targets.Stack),
        Case.Of<VitTinyStack>("vit_tiny_12", 1, 197, VitLayer with { Layers = 12 }, Targets.Stack),
        Case.Of<KwtStack>("kwt_1", 1, 99, KwtLayer with { Layers = 12 }, Targets.Stack),
        Case.Of<T5SmallStack>("t5_small", 1, 128, T5, Targets.Stack),
        Case.Of<CausalLayer>("causal_1024", 1, 1024, Causal),
        Case.Of<ModernBertLocalLayer>("modernbert_local", 1, 2048, ModernBert),
        Case.OfLengths<MiniLmStack>("minilm_6_ragged", Sentences, MiniLmLayer with { Layers = 6 }, Targets.Ragged),
    ];

    public static IReadOnlyList<Pair> Pairs { get; } =
    [
        Stack("minilm_6", Case.Of<MiniLmPostLayer>("minilm_post", 1, 128, MiniLmLayer)),
        Stack("bert_base_12", Case.Of<BertPostLayer>("bert_base_post", 1, 128, BertLayer)),
        Stack("vit_tiny_12", Case.Of<VitTinyGeluLayer>("vit_tiny_gelu", 1, 197, VitLayer)),
        Stack("kwt_1", Case.Of<KwtPostLayer>("kwt_post", 1, 99, KwtLayer)),
        new("6 layers ÷ 3 · 2 layers", All.Single(item => item.Name == "minilm_6"), Case.Of<MiniLmTwoLayers>("minilm_2", 1, 128, MiniLmLayer with { Layers = 2 }), 3),
        new(
            "GELU ÷ SiLU",
            Case.Of<MiniLmGeluLayer>("minilm_gelu", 1, 128, new(384, 12, 1536) { Activation = ActivationFunction.Gelu }),
            Case.Of<MiniLmEncoder>("minilm", 1, 128, new(384, 12, 1536)),
            AtMost: 1.03),
        new(
            "causal ÷ unmasked",
            All.Single(item => item.Name == "causal_1024"),
            Case.Of<LongEncoder>("unmasked_1024", 1, 1024, Causal with { Causal = false }),
            AtMost: CausalAtMost),
    ];

    private static Pair Stack(string name, Case layer)
    {
        Case stack = All.Single(item => item.Name == name);
        int layers = stack.Computation.Encoder.Layers;
        return new($"stack ÷ {layers} layers", stack, layer, layers, AtMost: 1);
    }
}

/// <summary>MiniLM-L6.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Layers = 6, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
internal sealed partial class MiniLmStack : IRaggedEncoder<MiniLmStack>;

/// <summary>A layer of it.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
internal sealed partial class MiniLmPostLayer : IEncoder<MiniLmPostLayer>;

/// <summary>Two layers: more layers need no more scratch.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
internal sealed partial class MiniLmTwoLayers : IEncoder<MiniLmTwoLayers>;

/// <summary>The layer that is otherwise measured with SiLU, here with GELU.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Activation = Activation.Gelu)]
internal sealed partial class MiniLmGeluLayer : IEncoder<MiniLmGeluLayer>;

/// <summary>BERT-base.</summary>
[Encoder(Embed = 768, Heads = 12, Ffn = 3072, Layers = 12, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
internal sealed partial class BertStack : IEncoder<BertStack>;

/// <summary>A layer of it.</summary>
[Encoder(Embed = 768, Heads = 12, Ffn = 3072, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
internal sealed partial class BertPostLayer : IEncoder<BertPostLayer>;

/// <summary>ViT-Tiny.</summary>
[Encoder(Embed = 192, Heads = 3, Ffn = 768, Layers = 12, Activation = Activation.Gelu, Epsilon = 1e-6f)]
internal sealed partial class VitTinyStack : IEncoder<VitTinyStack>;

/// <summary>A layer of it.</summary>
[Encoder(Embed = 192, Heads = 3, Ffn = 768, Activation = Activation.Gelu, Epsilon = 1e-6f)]
internal sealed partial class VitTinyGeluLayer : IEncoder<VitTinyGeluLayer>;

/// <summary>KWT-1, which recognises keywords.</summary>
[Encoder(Embed = 64, Heads = 1, Ffn = 256, Layers = 12, Norm = NormPlacement.Post, Activation = Activation.GeluTanh)]
internal sealed partial class KwtStack : IEncoder<KwtStack>;

/// <summary>A layer of it.</summary>
[Encoder(Embed = 64, Heads = 1, Ffn = 256, Norm = NormPlacement.Post, Activation = Activation.GeluTanh)]
internal sealed partial class KwtPostLayer : IEncoder<KwtPostLayer>;

/// <summary>The encoder of T5-small.</summary>
[Encoder(
    Embed = 512, Heads = 8, Ffn = 2048, Layers = 6, NormKind = NormKind.Rms, Epsilon = 1e-6f, FinalNorm = true, Activation = Activation.Relu, Bias = false,
    Scale = 1, Position = PositionEncoding.RelativeBuckets)]
internal sealed partial class T5SmallStack : IEncoder<T5SmallStack>;

/// <summary>For 1024 tokens with a causal mask.</summary>
[Encoder(Embed = 192, Heads = 3, Ffn = 384, Mask = AttentionMask.Causal)]
internal sealed partial class CausalLayer : IEncoder<CausalLayer>;

/// <summary>A local layer of ModernBERT-base.</summary>
[Encoder(
    Embed = 768, Heads = 12, Ffn = 1152, Activation = Activation.Gelu, Gated = true, Bias = false, Window = 128, Position = PositionEncoding.Rotary)]
internal sealed partial class ModernBertLocalLayer : IEncoder<ModernBertLocalLayer>;
