using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Formats;

/// <summary>What a file is, by its first bytes.</summary>
internal sealed record FileKind
{
    private FileKind(CheckpointFormat? format, string explanation)
    {
        Format = format;
        Explanation = explanation;
    }

    /// <summary>The format, if the tool reads it; <see cref="CheckpointFormat.PyTorch"/> and the others only with <c>convert</c>.</summary>
    public CheckpointFormat? Format { get; }

    /// <summary>Where there is no format: what the file is, and what to do.</summary>
    public string Explanation { get; }

    /// <summary>A file that the tool reads.</summary>
    public static FileKind Of(CheckpointFormat format) => new(format, "");

    /// <summary>A file that it does not read.</summary>
    public static FileKind Other(string explanation) => new(null, explanation);

    /// <summary>As a sentence has it: "a file of PyTorch".</summary>
    public static string Describe(CheckpointFormat format) => format switch
    {
        CheckpointFormat.Safetensors => "a safetensors file",
        CheckpointFormat.Onnx => "an ONNX file",
        CheckpointFormat.Npy or CheckpointFormat.Npz => "a file of NumPy",
        CheckpointFormat.PyTorch => "a file of PyTorch",
        CheckpointFormat.TFLite => "a file of TensorFlow Lite",
        CheckpointFormat.Sharded => "an index of several files",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };
}
