using Microsoft.ML.OnnxRuntime;
using ShapeGen.Comparison.Formulas;
using TorchSharp;

namespace ShapeGen.Comparison.Peers;

/// <summary>Both peers.</summary>
public sealed class Peers : IPeers
{
    /// <summary>Loads them.</summary>
    public Peers()
    {
        TorchLibrary.MakeLoadable();
        torch.set_num_threads(1);
        torch.set_num_interop_threads(1);
    }

    /// <inheritdoc/>
    public string OnnxRuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <inheritdoc/>
    public string PyTorchVersion => $"{torch.__version__} (TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)})";

    /// <inheritdoc/>
    public PeerModel CreateOnnxRuntime(Computation computation, EncoderWeights weights, float[] input) => new OnnxRuntimeModel(computation, weights, input);

    /// <inheritdoc/>
    public void WriteOnnx(Computation computation, EncoderWeights weights, string path) =>
        File.WriteAllBytes(path, OnnxEncoder.ToModel(computation, weights));

    /// <inheritdoc/>
    public PeerModel CreatePyTorch(Computation computation, EncoderWeights weights, float[] input) =>
        new PyTorchModel(computation, weights, input, torch.ScalarType.Float32);

    /// <inheritdoc/>
    public PeerModel CreateOnnxRuntime(ModelComputation computation, ModelWeights weights, ModelInput input) => new OnnxRuntimeWholeModel(computation, weights, input);

    /// <inheritdoc/>
    public PeerModel CreatePyTorch(ModelComputation computation, ModelWeights weights, ModelInput input) =>
        new PyTorchWholeModel(computation, weights, input, torch.ScalarType.Float32);

    /// <inheritdoc/>
    public float[] ComputeInFloat64(ModelComputation computation, ModelWeights weights, ModelInput input)
    {
        using PyTorchWholeModel model = new(computation, weights, input, torch.ScalarType.Float64);
        return model.ReadOutput();
    }

    /// <inheritdoc/>
    public float[] ComputeInFloat64(Computation computation, EncoderWeights weights, float[] input)
    {
        using PyTorchModel model = new(computation, weights, input, torch.ScalarType.Float64);
        return model.ReadOutput();
    }
}
