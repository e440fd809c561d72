using ShapeGen;

namespace Digits;

/// <summary>A small vision transformer that reads handwritten digits: from the pixels of an image, 0 (white) to 1 (black), to a logit for each digit.</summary>
[PatchEmbedding(height: 8, width: 8, patch: 2, channels: 1)]
[Positions(16)]
[Encoder(Embed = 32, Heads = 4, Ffn = 64, Layers = 2)]
[Pool(Pooling.Mean)]
[Head(10)]
[TensorNames(
    Patch = "patch_embed", Positions = "positions", Heads = "head",
    Norm1 = "encoder.{layer}.pre_norm_mha.0", Qkv = "encoder.{layer}.pre_norm_mha.1.qkv_proj", Out = "encoder.{layer}.pre_norm_mha.1.out_proj",
    Norm2 = "encoder.{layer}.pre_norm_ffn.0", Ffn1 = "encoder.{layer}.pre_norm_ffn.1", Ffn2 = "encoder.{layer}.pre_norm_ffn.4")]
internal sealed partial class DigitModel
{
    /// <summary>Pixels along a side of an image.</summary>
    public const int Side = 8;

    /// <summary>Pixels of an image, row by row.</summary>
    public const int Pixels = Side * Side;

    /// <summary>The digit whose logit is the largest.</summary>
    public static int Digit(ReadOnlySpan<float> logits)
    {
        int largest = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[largest])
            {
                largest = i;
            }
        }

        return largest;
    }
}
