using ShapeGen;

namespace Digits;

/// <summary>
/// Reads a handwritten digit: patches -> linear -> + positions -> 2 encoder layers -> mean -> linear.
/// Its layers could serve any number of threads, but its buffers serve one call at a time.
/// </summary>
internal sealed class DigitClassifier
{
    /// <summary>Pixels along a side of an image.</summary>
    public const int Side = 8;

    /// <summary>Pixels of an image.</summary>
    public const int Pixels = Side * Side;

    /// <summary>The digits 0 to 9.</summary>
    public const int Classes = Head.Out;

    /// <summary>The value of a fully black pixel; a white one is 0.</summary>
    public const float Black = 16;

    private const int PatchSide = 2;
    private const int PatchesAcross = Side / PatchSide;
    private const int PatchPixels = PatchEmbedding.In;
    private const int Tokens = EncoderLayer.Tokens;
    private const int Embed = EncoderLayer.Embed;

    private readonly PatchEmbedding _patchEmbedding;
    private readonly float[] _positions;
    private readonly EncoderLayer _first;
    private readonly EncoderLayer _second;
    private readonly Head _head;

    private readonly float[] _patches = new float[Tokens * PatchPixels];
    private readonly float[] _tokens = new float[Tokens * Embed];
    private readonly float[] _mean = new float[Embed];

    private DigitClassifier(SafetensorsFile checkpoint)
    {
        // Each layer takes the tensors whose names begin with its prefix.
        _patchEmbedding = PatchEmbedding.Load(checkpoint, "patch_embed.");
        _positions = checkpoint.ReadSingles("positions");
        _first = EncoderLayer.Load(checkpoint, "encoder.0.");
        _second = EncoderLayer.Load(checkpoint, "encoder.1.");
        _head = Head.Load(checkpoint, "head.");
    }

    /// <summary>Loads the checkpoint that train.py wrote. The file is closed again before the answer.</summary>
    public static DigitClassifier Load(string path)
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(path);
        return new DigitClassifier(checkpoint);
    }

    /// <summary>Classifies one image, without allocating.</summary>
    /// <param name="image">[8, 8] pixels of 0 (white) to 16 (black), row by row.</param>
    /// <param name="logits">[10]: how well the image fits each digit; larger is better.</param>
    /// <returns>The digit with the largest logit.</returns>
    public int Classify(ReadOnlySpan<float> image, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Length, Pixels);
        CutPatches(image, _patches);                // [16, 4]
        _patchEmbedding.Forward(_patches, _tokens); // [16, 32]
        Add(_positions, _tokens);
        _first.Forward(_tokens, _tokens);           // in place
        _second.Forward(_tokens, _tokens);
        Mean(_tokens, _mean);                       // [32]
        _head.Forward(_mean, logits);               // [10]
        return IndexOfLargest(logits);
    }

    /// <summary>The 2 × 2 patches row by row, and in each the pixels row by row.</summary>
    private static void CutPatches(ReadOnlySpan<float> image, Span<float> patches)
    {
        int next = 0;
        for (int patch = 0; patch < Tokens; patch++)
        {
            int top = patch / PatchesAcross * PatchSide;
            int left = patch % PatchesAcross * PatchSide;
            for (int row = top; row < top + PatchSide; row++)
            {
                for (int column = left; column < left + PatchSide; column++)
                {
                    patches[next++] = image[(row * Side) + column] / Black;
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<float> addend, Span<float> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += addend[i];
        }
    }

    /// <summary>The mean token.</summary>
    private static void Mean(ReadOnlySpan<float> tokens, Span<float> mean)
    {
        mean.Clear();
        for (int token = 0; token < Tokens; token++)
        {
            Add(tokens.Slice(token * Embed, Embed), mean);
        }

        foreach (ref float feature in mean)
        {
            feature /= Tokens;
        }
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest])
            {
                largest = i;
            }
        }

        return largest;
    }
}
