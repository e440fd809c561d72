using ShapeGen;

namespace Quickstart;

// The whole model. ShapeGen generates the other part of this class: Load, Forward, and the shape as constants.
[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
public sealed partial class TinyEncoder;
