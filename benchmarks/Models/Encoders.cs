namespace ShapeGen.Benchmarks.Models;

// One class for each measured shape, declared as a user would.

/// <summary>The project's first encoder.</summary>
[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
public sealed partial class SeedEncoder : IEncoder<SeedEncoder>;

/// <summary>A layer of SVTR, which reads text in images.</summary>
[Encoder(Embed = 120, Heads = 8, Ffn = 240)]
public sealed partial class SvtrEncoder : IEncoder<SvtrEncoder>;

/// <summary>A layer of MobileViT-S, first stage.</summary>
[Encoder(Embed = 144, Heads = 4, Ffn = 288)]
public sealed partial class MobileVitStage1Encoder : IEncoder<MobileVitStage1Encoder>;

/// <summary>A layer of MobileViT-S, third stage.</summary>
[Encoder(Embed = 240, Heads = 4, Ffn = 480)]
public sealed partial class MobileVitStage3Encoder : IEncoder<MobileVitStage3Encoder>;

/// <summary>A layer of ViT-Tiny.</summary>
[Encoder(Embed = 192, Heads = 3, Ffn = 768)]
public sealed partial class VitTinyEncoder : IEncoder<VitTinyEncoder>;

/// <summary>A layer of MiniLM.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536)]
public sealed partial class MiniLmEncoder : IEncoder<MiniLmEncoder>;

/// <summary>The same with ReLU, which is almost free: the difference is the cost of SiLU.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536, Activation = Activation.Relu)]
public sealed partial class MiniLmReluEncoder : IEncoder<MiniLmReluEncoder>;

/// <summary>A layer as wide as BERT-base.</summary>
[Encoder(Embed = 768, Heads = 12, Ffn = 3072)]
public sealed partial class BertBaseEncoder : IEncoder<BertBaseEncoder>;

/// <summary>No size is a multiple of a vector.</summary>
[Encoder(Embed = 62, Heads = 2, Ffn = 94)]
public sealed partial class OddEncoder : IEncoder<OddEncoder>;

/// <summary>For a single token: all products have one row.</summary>
[Encoder(Embed = 256, Heads = 8, Ffn = 512)]
public sealed partial class OneTokenEncoder : IEncoder<OneTokenEncoder>;

/// <summary>A single, wide head.</summary>
[Encoder(Embed = 64, Heads = 1, Ffn = 128)]
public sealed partial class OneHeadEncoder : IEncoder<OneHeadEncoder>;

/// <summary>For many tokens: attention is much of the work.</summary>
[Encoder(Embed = 192, Heads = 3, Ffn = 384)]
public sealed partial class LongEncoder : IEncoder<LongEncoder>;

/// <summary>Wide, for few tokens: reading the weights is much of the work.</summary>
[Encoder(Embed = 512, Heads = 8, Ffn = 2048)]
public sealed partial class WideEncoder : IEncoder<WideEncoder>;
