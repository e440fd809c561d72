namespace ShapeGen.Comparison.Formulas;

/// <summary>The libraries that ShapeGen is compared with. The comparison program builds and loads them (benchmarks/Peers) only if they are wanted.</summary>
public interface IPeers
{
    /// <summary>ONNX Runtime's version.</summary>
    public string OnnxRuntimeVersion { get; }

    /// <summary>PyTorch's version.</summary>
    public string PyTorchVersion { get; }

    /// <summary>The computation by ONNX Runtime, on one thread.</summary>
    public PeerModel CreateOnnxRuntime(Computation computation, EncoderWeights weights, float[] input);

    /// <summary>The model as a file of ONNX.</summary>
    public void WriteOnnx(Computation computation, EncoderWeights weights, string path);

    /// <summary>The computation by PyTorch, on one thread.</summary>
    public PeerModel CreatePyTorch(Computation computation, EncoderWeights weights, float[] input);

    /// <summary>A whole model by ONNX Runtime, on one thread.</summary>
    public PeerModel CreateOnnxRuntime(ModelComputation computation, ModelWeights weights, ModelInput input);

    /// <summary>A whole model by PyTorch, on one thread.</summary>
    public PeerModel CreatePyTorch(ModelComputation computation, ModelWeights weights, ModelInput input);

    /// <summary>PyTorch's result of a whole model in float64, rounded to float.</summary>
    public float[] ComputeInFloat64(ModelComputation computation, ModelWeights weights, ModelInput input);

    /// <summary>PyTorch's result in float64, rounded to float.</summary>
    public float[] ComputeInFloat64(Computation computation, EncoderWeights weights, float[] input);
}
