using Digits;
using ShapeGen;

namespace DigitsInBrowser.Model;

/// <summary>
/// The attention weights of each head. The model computes them block by block and does not store them, so they are computed here again, from the same checkpoint.
/// </summary>
internal sealed class Attention
{
    private const int Tokens = DigitModel.Tokens;
    private const int Embed = DigitModel.Embed;
    private const int HeadDim = DigitModel.HeadDim;
    private const int QkvWidth = 3 * Embed;

    private readonly PatchProjection _patchProjection;
    private readonly float[] _positions;
    private readonly Layer[] _layers;
    private readonly AttentionNorm[] _norms;
    private readonly QkvProjection[] _qkvProjections;

    private readonly float[] _patches = new float[Tokens * PatchProjection.In];
    private readonly float[] _tokens = new float[Tokens * Embed];
    private readonly float[] _normed = new float[Tokens * Embed];
    private readonly float[] _qkv = new float[Tokens * QkvWidth];

    private Attention(SafetensorsFile checkpoint)
    {
        _patchProjection = PatchProjection.Load(checkpoint, "patch_embed.");
        _positions = checkpoint.ReadSingles("positions");
        _layers = ForEachLayer(layer => Layer.Load(checkpoint, $"encoder.{layer}."));
        _norms = ForEachLayer(layer => AttentionNorm.Load(checkpoint, $"encoder.{layer}.pre_norm_mha.0."));
        _qkvProjections = ForEachLayer(layer => QkvProjection.Load(checkpoint, $"encoder.{layer}.pre_norm_mha.1.qkv_proj."));
    }

    /// <summary>[layer, head, query token, key token]; each row adds up to 1.</summary>
    public float[] Weights { get; } = new float[DigitModel.Layers * DigitModel.Heads * Tokens * Tokens];

    /// <summary>Loads the weights that the attention depends on.</summary>
    /// <param name="checkpoint"><see cref="DigitModel"/>'s checkpoint.</param>
    public static Attention Load(SafetensorsFile checkpoint) => new(checkpoint);

    /// <summary>Computes <see cref="Weights"/> for an image.</summary>
    /// <param name="pixels">[8, 8].</param>
    public void Compute(ReadOnlySpan<float> pixels)
    {
        CutPatches(pixels, _patches);
        _patchProjection.Forward(_patches, _tokens);
        for (int i = 0; i < _tokens.Length; i++)
        {
            _tokens[i] += _positions[i];
        }

        for (int layer = 0; layer < DigitModel.Layers; layer++)
        {
            _norms[layer].Forward(_tokens, _normed);
            _qkvProjections[layer].Forward(_normed, _qkv);
            for (int head = 0; head < DigitModel.Heads; head++)
            {
                int map = ((layer * DigitModel.Heads) + head) * Tokens * Tokens;
                Head(_qkv, head, Weights.AsSpan(map, Tokens * Tokens));
            }

            _layers[layer].Forward(_tokens, _tokens);
        }
    }

    /// <summary>Cuts an image into patches, row by row; the pixels in each patch are row by row too.</summary>
    private static void CutPatches(ReadOnlySpan<float> pixels, Span<float> patches)
    {
        const int PatchSide = 2;
        const int PatchesAcross = DigitModel.Side / PatchSide;
        for (int pixel = 0; pixel < pixels.Length; pixel++)
        {
            (int row, int column) = (pixel / DigitModel.Side, pixel % DigitModel.Side);
            int patch = (row / PatchSide * PatchesAcross) + (column / PatchSide);
            int inPatch = (row % PatchSide * PatchSide) + (column % PatchSide);
            patches[(patch * PatchProjection.In) + inPatch] = pixels[pixel];
        }
    }

    /// <summary>softmax(q · kᵀ / √HeadDim) of one head.</summary>
    private static void Head(ReadOnlySpan<float> qkv, int head, Span<float> weights)
    {
        float scale = 1 / MathF.Sqrt(HeadDim);
        for (int from = 0; from < Tokens; from++)
        {
            ReadOnlySpan<float> query = qkv.Slice((from * QkvWidth) + (head * HeadDim), HeadDim);
            Span<float> row = weights.Slice(from * Tokens, Tokens);
            for (int to = 0; to < Tokens; to++)
            {
                ReadOnlySpan<float> key = qkv.Slice((to * QkvWidth) + Embed + (head * HeadDim), HeadDim);
                float score = 0;
                for (int feature = 0; feature < HeadDim; feature++)
                {
                    score += query[feature] * key[feature];
                }

                row[to] = score * scale;
            }

            Softmax(row);
        }
    }

    private static void Softmax(Span<float> row)
    {
        float largest = float.NegativeInfinity;
        foreach (float score in row)
        {
            largest = MathF.Max(largest, score);
        }

        float sum = 0;
        foreach (ref float score in row)
        {
            score = MathF.Exp(score - largest);
            sum += score;
        }

        foreach (ref float weight in row)
        {
            weight /= sum;
        }
    }

    private static T[] ForEachLayer<T>(Func<int, T> load) => [.. Enumerable.Range(0, DigitModel.Layers).Select(load)];
}
