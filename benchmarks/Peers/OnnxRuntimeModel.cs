using Microsoft.ML.OnnxRuntime;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Peers;

/// <summary>An encoder in ONNX Runtime.</summary>
internal sealed class OnnxRuntimeModel(Computation computation, EncoderWeights weights, float[] input) : PeerModel
{
    private readonly OnnxRuntimeSession _session = new(
        OnnxEncoder.ToModel(computation, weights),
        shape => OrtValue.CreateTensorValueFromMemory(computation.Pad(input), shape),
        [computation.Batch, computation.Tokens, computation.Encoder.Embed]);

    public override string Name => "ONNX Runtime";

    public override float[] ReadOutput() => computation.Unpad(_session.Output);

    protected override void Dispose(bool disposing) => _session.Dispose();

    protected override void Compute() => _session.Run();
}
