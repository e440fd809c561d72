using ShapeGen;

namespace AotSubject;

/// <summary>The encoder of the samples: small, where a call's overhead shows.</summary>
[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
internal sealed partial class Seed;

/// <summary>A layer of MiniLM: large, where the kernels' speed shows.</summary>
[Encoder(Embed = 384, Heads = 12, Ffn = 1536)]
internal sealed partial class MiniLm;
