using ShapeGen;

namespace KeywordSpotting;

internal sealed class Kwt1
{
    public const int Embed = Kwt1Encoder.Embed;
    public const int Out = 12;
    private readonly Kwt1Projection _projection;
    private readonly Kwt1Encoder _encoder;
    private readonly Kwt1Head _head;
    private readonly float[] _class;
    private readonly float[] _positions;
    private readonly float[] _tokens = new float[99 * 64];

    private Kwt1(SafetensorsFile file)
    {
        _projection = Kwt1Projection.Load(file, "patch_embed.");
        _encoder = Kwt1Encoder.Load(file);
        _head = Kwt1Head.Load(file, "head.");
        _class = file.ReadSingles("cls_token");
        _positions = file.ReadSingles("pos_embed");
    }

    public static Kwt1 Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return new(file);
    }

    public void Forward(ReadOnlySpan<float> features, Span<float> logits, int batch = 1)
    {
        _class.CopyTo(_tokens.AsSpan());
        _projection.Forward(features, _tokens.AsSpan(64));
        for (int i = 0; i < _tokens.Length; i++)
        {
            _tokens[i] += _positions[i];
        }

        _encoder.Forward(_tokens, _tokens);
        _head.Forward(_tokens.AsSpan(0, 64), logits);
    }
}

[Linear(40, 64)]
internal sealed partial class Kwt1Projection;

[Encoder(Embed = 64, Heads = 1, Ffn = 256, Layers = 12, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, QkvBias = false, Epsilon = 1e-6f)]
[TensorNames(Norm1 = "layers.{layer}.norm1", Qkv = "layers.{layer}.attn.qkv", Out = "layers.{layer}.attn.out", Norm2 = "layers.{layer}.norm2", Ffn1 = "layers.{layer}.ffn.fc1", Ffn2 = "layers.{layer}.ffn.fc2", Ignore = "cls_token;pos_embed;patch_embed.*;head.*")]
internal sealed partial class Kwt1Encoder;

[Linear(64, 12)]
internal sealed partial class Kwt1Head;
