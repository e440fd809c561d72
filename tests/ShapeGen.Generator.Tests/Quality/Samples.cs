namespace ShapeGen.Generator.Tests.Quality;

/// <summary>Sources that show every path of the emitters.</summary>
internal static class Samples
{
    /// <summary>One public, documented class of each module, dynamic and fixed, with and without what can be left out.</summary>
    public const string AllModules = """
        using ShapeGen;

        namespace Samples
        {
            /// <summary>An encoder.</summary>
            [Encoder(Embed = 20, Heads = 4, Ffn = 30, Epsilon = 1e-6f)]
            public sealed partial class DynamicEncoder
            {
            }

            /// <summary>An encoder.</summary>
            [Encoder(16, 2, 32, Tokens = 5, Activation = Activation.Relu, Bias = false)]
            public partial class FixedEncoder
            {
            }

            /// <summary>An attention.</summary>
            [MultiHeadAttention(15, 1, Tokens = 33, Bias = false)]
            public sealed partial class Attention
            {
            }

            /// <summary>A feed-forward block.</summary>
            [FeedForward(7, 300)]
            public sealed partial class FeedForward
            {
            }

            /// <summary>Ids to an embedding.</summary>
            [TokenEmbedding(Vocab = 9, Types = 2, Scale = 2), Positions(8, Offset = 1), InputNorm]
            [Encoder(6, 2, 5), Pool(Pooling.Mean, Normalize = true)]
            public sealed partial class Embedder
            {
            }

            /// <summary>Ids to labels of each token.</summary>
            [TokenEmbedding(9), Encoder(6, 2, 5, Tokens = 4), Head(3, Activation = HeadActivation.Gelu), Head(2, Activation = HeadActivation.Softmax)]
            public sealed partial class Tagger
            {
            }

            /// <summary>Pixels or bytes to a label.</summary>
            [PatchEmbedding(4, 6, 2, Channels = 1, Mean = new[] { 0.5f }, Std = new[] { 0.25f }), ClassToken, Positions(7), Encoder(6, 2, 5), Pool(Pooling.Class), Head(3)]
            public sealed partial class Classifier
            {
            }

            /// <summary>Features to an embedding.</summary>
            [Projection(3), ClassToken, Positions(7, Kind = PositionKind.Sinusoidal), Encoder(6, 2, 5), Pool(Pooling.Max, ExcludeClass = true)]
            public sealed partial class Recogniser
            {
            }

            /// <summary>A linear layer.</summary>
            [Linear(3, 5)]
            public sealed partial record LinearLayer
            {
            }

            /// <summary>Outside.</summary>
            /// <typeparam name="T">Anything.</typeparam>
            public static partial class Outer<T>
            {
                /// <summary>A layer normalisation.</summary>
                [LayerNorm(37)]
                public sealed partial class Wide
                {
                }

                /// <summary>A layer normalisation.</summary>
                [LayerNorm(5, Bias = false)]
                public sealed partial class Narrow
                {
                }

                /// <summary>A layer normalisation whose rows are shorter than any vector.</summary>
                [LayerNorm(3)]
                public sealed partial class Narrowest
                {
                }
            }
        }
        """;

    /// <summary>Small and large, even and uneven, with few heads and many: where a method could grow with the shape, it would here.</summary>
    public static IReadOnlyList<string> Shapes { get; } =
    [
        "Encoder(768, 12, 3072)",
        "Encoder(768, 12, 3072, Tokens = 197)",
        "Encoder(1, 1, 1)",
        "Encoder(62, 2, 94)",
        "Encoder(120, 8, 240, Tokens = 1)",
        "Encoder(1024, 1024, 4096, Bias = false)",
        "FeedForward(4096, 11008, Activation = Activation.Relu)",
        "Linear(4096, 1001, Tokens = 1000)",
        "LayerNorm(3)",
        "LayerNorm(65535)",
    ];
}
