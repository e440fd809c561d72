using System.Reflection;
using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Runtime;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>The generated class behind delegates, as reflection cannot pass spans.</summary>
internal sealed class MoonshineModel
{
    /// <summary>The class as docs/models.md declares it.</summary>
    public const string Attribute =
        "Convolution(1, 288, 127, 64, ConvolutionActivation.Tanh, Bias = false, Norm = ConvolutionNorm.Group, ActivationFirst = true), " +
        "Convolution(288, 576, 7, 3, ConvolutionActivation.Gelu), Convolution(576, 288, 3, 2, ConvolutionActivation.Gelu), " +
        "Encoder(Embed = 288, Heads = 8, Ffn = 1152, Layers = 6, NormBias = false, FinalNorm = true, Activation = Activation.Gelu, QkvBias = false, OutBias = false, " +
        "Position = PositionEncoding.Rotary, RotaryDim = 32, RotaryInterleaved = true), " +
        "TensorNames(Convolutions = \"conv1;conv2;conv3\", ConvolutionNorms = \"groupnorm\", Norm1 = \"layers.{layer}.input_layernorm\", " +
        "Query = \"layers.{layer}.self_attn.q_proj\", Key = \"layers.{layer}.self_attn.k_proj\", Value = \"layers.{layer}.self_attn.v_proj\", " +
        "Out = \"layers.{layer}.self_attn.o_proj\", Norm2 = \"layers.{layer}.post_attention_layernorm\", Ffn1 = \"layers.{layer}.mlp.fc1\", Ffn2 = \"layers.{layer}.mlp.fc2\", " +
        "FinalNorm = \"layer_norm\")";

    public const int Embed = 288;

    private static readonly Type Class = ModelLibrary.TypeOf(Attribute);

    private readonly object _instance;

    private MoonshineModel(object instance) => _instance = instance;

    private delegate object LoadCall(ReadOnlySpan<byte> bytes, string prefix);

    private delegate void AloneCall(ReadOnlySpan<float> sound, Span<float> output, int batch, int threads);

    private delegate void LengthsCall(ReadOnlySpan<float> sounds, ReadOnlySpan<int> lengths, Span<float> output, int threads);

    private delegate void HiddenCall(ReadOnlySpan<float> sounds, Span<float> output, Span<float> scratch, in CallShape call);

    private delegate long FloatsCall(in CallShape call);

    private delegate int OutputLengthCall(ReadOnlySpan<int> lengths);

    public static MoonshineModel Load(byte[] checkpoint) => new(Static<LoadCall>("Load")(checkpoint, ""));

    /// <summary>Rows of the output: each of the three convolutions takes only windows that are whole.</summary>
    public static int Rows(int samples) => After(After(After(samples, 127, 64), 7, 3), 3, 2);

    public static int OutputLength(params int[] lengths) => Static<OutputLengthCall>("OutputLength")(lengths);

    public void Forward(ReadOnlySpan<float> sound, Span<float> output) => Method<AloneCall>("Forward")(sound, output, 1, 0);

    public void Forward(ReadOnlySpan<float> sounds, int[] lengths, Span<float> output) => Method<LengthsCall>("Forward")(sounds, lengths, output, 0);

    /// <summary>On exactly so many threads, however small the call, in as much scratch as it asks for, which holds NaN.</summary>
    public void ForceThreads(ReadOnlySpan<float> sounds, int[] lengths, Span<float> output, int threads)
    {
        CallShape call = CallShape.Of(lengths, Rows(lengths.Max()), lengths.Sum(Rows), threads).WithMemory(lengths, lengths.Max(), lengths.Sum());
        float[] scratch = new float[Static<FloatsCall>("ScratchFloats")(call)];
        scratch.AsSpan().Fill(float.NaN);
        Method<HiddenCall>("Run")(sounds, output, scratch, call);
    }

    private static int After(int rows, int kernel, int stride) => ((rows - kernel) / stride) + 1;

    private static T Static<T>(string name)
        where T : Delegate => Find<T>(name, BindingFlags.Static).CreateDelegate<T>();

    private T Method<T>(string name)
        where T : Delegate => Find<T>(name, BindingFlags.Instance).CreateDelegate<T>(_instance);

    private static MethodInfo Find<T>(string name, BindingFlags kind)
    {
        Type[] parameters = Array.ConvertAll(typeof(T).GetMethod("Invoke")!.GetParameters(), parameter => parameter.ParameterType);
        return Class.GetMethod(name, kind | BindingFlags.Public | BindingFlags.NonPublic, parameters)
            ?? throw new MissingMethodException(Class.Name, $"{name}({string.Join(", ", parameters.Select(type => type.ToString()))})");
    }
}
