using Microsoft.ML.OnnxRuntime;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Peers;

/// <summary>A whole model by ONNX Runtime, by its fastest way from C#, as <see cref="OnnxRuntimeModel"/>.</summary>
internal sealed class OnnxRuntimeWholeModel : PeerModel
{
    private readonly SessionOptions _options = OnnxRuntimeModel.CreateOptions();
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly OrtIoBinding _binding;
    private readonly float[] _output;

    public OnnxRuntimeWholeModel(ModelComputation computation, ModelWeights weights, ModelInput input)
    {
        _session = new InferenceSession(OnnxWholeModel.Create(computation, weights), _options);
        _output = new float[computation.OutputLength];
        long[] shape = [.. _session.InputMetadata[OnnxWholeModel.Input].Dimensions.Select(size => (long)size)];

        // Pins the arrays.
        _inputValue = input.Ids.Length > 0
            ? OrtValue.CreateTensorValueFromMemory(Padded.Ids(computation.Encoder, input.Ids), shape)
            : OrtValue.CreateTensorValueFromMemory(input.Floats, shape);
        _outputValue = OrtValue.CreateTensorValueFromMemory(_output, [computation.Encoder.Batch, computation.Model.OutputWidth]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _inputValue);
        _binding.BindOutput(_session.OutputNames[0], _outputValue);
    }

    public override string Name => "ONNX Runtime";

    public override float[] ReadOutput() => _output;

    protected override void Dispose(bool disposing)
    {
        _binding.Dispose();
        _outputValue.Dispose();
        _inputValue.Dispose();
        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }

    protected override void Compute() => _session.RunWithBinding(_run, _binding);
}
