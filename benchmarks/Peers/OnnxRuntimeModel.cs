using Microsoft.ML.OnnxRuntime;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Peers;

/// <summary>
/// ONNX Runtime by its fastest way from C#: one thread, all optimisations, input and output bound once to memory that stays where it
/// is, so that a call converts and allocates as little as it can.
/// </summary>
internal sealed class OnnxRuntimeModel : PeerModel
{
    private readonly Computation _computation;
    private readonly SessionOptions _options = CreateOptions();
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly OrtIoBinding _binding;
    private readonly float[] _output;

    public OnnxRuntimeModel(Computation computation, EncoderWeights weights, float[] input)
    {
        _computation = computation;
        _session = new InferenceSession(OnnxEncoder.ToModel(computation, weights), _options);
        float[] padded = computation.Pad(input);
        _output = new float[padded.Length];
        long[] shape = [computation.Batch, computation.Tokens, computation.Encoder.Embed];

        // Pins both arrays.
        _inputValue = OrtValue.CreateTensorValueFromMemory(padded, shape);
        _outputValue = OrtValue.CreateTensorValueFromMemory(_output, shape);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _inputValue);
        _binding.BindOutput(_session.OutputNames[0], _outputValue);
    }

    public override string Name => "ONNX Runtime";

    public override float[] ReadOutput() => _computation.Unpad(_output);

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

    internal static SessionOptions CreateOptions()
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }
}
