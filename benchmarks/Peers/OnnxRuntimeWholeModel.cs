using Microsoft.ML.OnnxRuntime;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Peers;

/// <summary>A whole model in ONNX Runtime.</summary>
internal sealed class OnnxRuntimeWholeModel(ModelComputation computation, ModelWeights weights, ModelInput input) : PeerModel
{
    private readonly OnnxRuntimeSession _session = new(
        OnnxWholeModel.Create(computation, weights),
        shape => computation.Model switch
        {
            { Vocabulary: > 0 } => OrtValue.CreateTensorValueFromMemory(Padded.Ids(computation.Encoder, input.Ids), shape),
            { Convolutions: [{ Inputs: int channels }, ..] } =>
                OrtValue.CreateTensorValueFromMemory(input.ChannelsFirst(computation.Encoder.Batch, computation.InputRows, channels), shape),
            _ => OrtValue.CreateTensorValueFromMemory(input.Floats, shape),
        },
        OnnxWholeModel.ResultShape(computation));

    public override string Name => "ONNX Runtime";

    public override float[] ReadOutput() => _session.Output;

    protected override void Dispose(bool disposing) => _session.Dispose();

    protected override void Compute() => _session.Run();
}
