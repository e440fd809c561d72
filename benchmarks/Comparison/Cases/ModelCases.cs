using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>Whole models, from the user's input to the result. Their formulas repeat the declarations independently.</summary>
internal static class ModelCases
{
    private static readonly ModelFormula MiniLm = new(new(384, 12, 1536) { Layers = 6, PostNorm = true, Activation = ActivationFunction.Gelu, Epsilon = 1e-12f })
    {
        Vocabulary = 30522, Types = 2, Positions = 512, InputNorm = true, MeanPooling = true, Normalize = true,
    };

    private static readonly ModelFormula Bert = new(new(768, 12, 3072) { Layers = 12, PostNorm = true, Activation = ActivationFunction.Gelu, Epsilon = 1e-12f })
    {
        Vocabulary = 30522, Types = 2, Positions = 512, InputNorm = true,
    };

    private static readonly ModelFormula Vit = new(new(192, 3, 768) { Layers = 12, Activation = ActivationFunction.Gelu, Epsilon = 1e-6f, FinalNorm = true })
    {
        Image = 224, Patch = 16, ClassToken = true, Positions = 197, Outputs = 1000,
    };

    private static readonly ModelFormula Kwt = new(new(64, 1, 256) { Layers = 12, PostNorm = true, Activation = ActivationFunction.GeluTanh })
    {
        Features = 40, ClassToken = true, Positions = 99, Outputs = 12,
    };

    /// <summary>As published, except that keys have a bias.</summary>
    private static readonly ModelFormula Whisper = new(new(384, 6, 1536) { Layers = 4, Activation = ActivationFunction.Gelu, FinalNorm = true })
    {
        Convolutions = [new(80, 384, 3, 1, 1), new(384, 384, 3, 2, 1)], Positions = 1500, EveryToken = true,
    };

    /// <summary>Sentences of 4 to 60 tokens, unsorted.</summary>
    private static readonly int[] Sentences = [23, 4, 41, 12, 60, 8, 30, 17, 52, 6, 26, 14, 35, 9, 20, 47];

    public static IReadOnlyList<ModelCase> All { get; } =
    [
        new("minilm_l6_16", new(MiniLm, [16]), OfIds(MiniLmEmbedder.Load, (model, ids, output) => model.Forward(ids, output))),
        new("minilm_l6_128", new(MiniLm, [128]), OfIds(MiniLmEmbedder.Load, (model, ids, output) => model.Forward(ids, output))),
        new("minilm_l6_ragged", new(MiniLm, Sentences), OfIds(MiniLmEmbedder.Load, (model, ids, output) => model.Forward(ids, Sentences, output))),
        new("bert_base_128", new(Bert, [128]), OfIds(BertEmbedder.Load, (model, ids, output) => model.Forward(ids, output))),
        new("vit_tiny_224", new(Vit, [197]), OfFloats(VitTinyClassifier.Load, (model, pixels, output) => model.Forward(pixels, output))),
        new("whisper_tiny_1500", new(Whisper, [1500]), OfFloats(WhisperEncoder.Load, (model, features, output) => model.Forward(features, output))),
        new("kwt_1_whole", new(Kwt, [99]), OfFloats(KeywordClassifier.Load, (model, features, output) => model.Forward(features, output))),
    ];

    private static Func<string, Action<ModelInput, float[]>> OfIds<T>(Func<string, T> load, Action<T, int[], float[]> forward) => path =>
    {
        T model = load(path);
        return (input, output) => forward(model, input.Ids, output);
    };

    private static Func<string, Action<ModelInput, float[]>> OfFloats<T>(Func<string, T> load, Action<T, float[], float[]> forward) => path =>
    {
        T model = load(path);
        return (input, output) => forward(model, input.Floats, output);
    };
}

/// <summary>all-MiniLM-L6-v2: from ids to a sentence's embedding.</summary>
[TokenEmbedding(Vocab = 30522, Types = 2)]
[Positions(512)]
[InputNorm(1e-12f)]
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Layers = 6, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
[Pool(Pooling.Mean, Normalize = true)]
internal sealed partial class MiniLmEmbedder;

/// <summary>bert-base-uncased: from ids to the first token's features.</summary>
[TokenEmbedding(Vocab = 30522, Types = 2)]
[Positions(512)]
[InputNorm(1e-12f)]
[Encoder(Embed = 768, Heads = 12, Ffn = 3072, Layers = 12, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
[Pool(Pooling.Class)]
internal sealed partial class BertEmbedder;

/// <summary>vit_tiny_patch16_224: from pixels to labels.</summary>
[PatchEmbedding(Height = 224, Width = 224, Patch = 16)]
[ClassToken]
[Positions(197)]
[Encoder(Embed = 192, Heads = 3, Ffn = 768, Layers = 12, Activation = Activation.Gelu, Epsilon = 1e-6f, FinalNorm = true)]
[Pool(Pooling.Class)]
[Head(1000)]
internal sealed partial class VitTinyClassifier;

/// <summary>The encoder of whisper-tiny: from the bands of 30 seconds of sound to 1500 rows.</summary>
[Convolution(80, 384, 3, Padding = 1, Activation = ConvolutionActivation.Gelu)]
[Convolution(384, 384, 3, Stride = 2, Padding = 1, Activation = ConvolutionActivation.Gelu)]
[Positions(1500)]
[Encoder(Embed = 384, Heads = 6, Ffn = 1536, Layers = 4, Activation = Activation.Gelu, FinalNorm = true)]
internal sealed partial class WhisperEncoder;

/// <summary>KWT-1: from the features of a second of sound to a keyword.</summary>
[Projection(40)]
[ClassToken]
[Positions(99)]
[Encoder(Embed = 64, Heads = 1, Ffn = 256, Layers = 12, Norm = NormPlacement.Post, Activation = Activation.GeluTanh)]
[Pool(Pooling.Class)]
[Head(12)]
internal sealed partial class KeywordClassifier;
