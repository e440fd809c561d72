#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The forms of sinusoidal positions. They differ in order and frequencies: use the one the model was trained with.</summary>
public enum Sinusoid
{
    /// <summary>
    /// Sine and cosine of each frequency side by side: column 2i is sin(p · 10000^(-2i / Embed)), column 2i + 1 its cosine. "Attention Is All You Need",
    /// OpenNMT, PyTorch's tutorial.
    /// </summary>
    Pairs = 0,

    /// <summary>
    /// All sines, then all cosines, with frequencies 10000^(-i / (Embed / 2 - 1)). tensor2tensor, fairseq and Whisper.
    /// </summary>
    Halves = 1,
}
