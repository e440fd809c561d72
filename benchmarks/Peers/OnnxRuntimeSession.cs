using Microsoft.ML.OnnxRuntime;

namespace ShapeGen.Comparison.Peers;

/// <summary>
/// ONNX Runtime in its fastest way from C#: one thread, all optimisations, input and output bound once to pinned memory,
/// so that a call converts and allocates as little as possible.
/// </summary>
internal sealed class OnnxRuntimeSession : IDisposable
{
    private readonly SessionOptions _options = CreateOptions();
    private readonly RunOptions _run = new();
    private readonly InferenceSession _session;
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly OrtIoBinding _binding;

    /// <param name="model">The model's bytes.</param>
    /// <param name="createInput">Creates the input with its shape.</param>
    /// <param name="outputShape">The shape of the result.</param>
    public OnnxRuntimeSession(byte[] model, Func<long[], OrtValue> createInput, IReadOnlyList<long> outputShape)
    {
        _session = new InferenceSession(model, _options);
        _input = createInput([.. _session.InputMetadata.Values.Single().Dimensions.Select(size => (long)size)]);

        // Pins the array.
        Output = new float[outputShape.Aggregate(1L, (product, size) => product * size)];
        _output = OrtValue.CreateTensorValueFromMemory(Output, [.. outputShape]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _input);
        _binding.BindOutput(_session.OutputNames[0], _output);
    }

    /// <summary>The result of the last run.</summary>
    public float[] Output { get; }

    public void Run() => _session.RunWithBinding(_run, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _output.Dispose();
        _input.Dispose();
        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }

    private static SessionOptions CreateOptions()
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
