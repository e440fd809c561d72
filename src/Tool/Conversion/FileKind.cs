namespace ShapeGen.Tool.Conversion;

/// <summary>The kind of a file, from its first bytes.</summary>
internal sealed record FileKind
{
    private FileKind(CheckpointFormat? format, string explanation)
    {
        Format = format;
        Explanation = explanation;
    }

    /// <summary>The format, if the tool reads it. All but safetensors are read only by <c>convert</c>.</summary>
    public CheckpointFormat? Format { get; }

    /// <summary>If there is no format: what the file is, and what to do.</summary>
    public string Explanation { get; }

    /// <summary>A file that the tool reads.</summary>
    public static FileKind Of(CheckpointFormat format) => new(format, "");

    /// <summary>A file that the tool does not read.</summary>
    public static FileKind Other(string explanation) => new(null, explanation);

    /// <summary>The format with its article: "a PyTorch file".</summary>
    public static string Describe(CheckpointFormat format) => format switch
    {
        CheckpointFormat.Safetensors => "a safetensors file",
        CheckpointFormat.Onnx => "an ONNX file",
        CheckpointFormat.Npy or CheckpointFormat.Npz => "a NumPy file",
        CheckpointFormat.PyTorch => "a PyTorch file",
        CheckpointFormat.TFLite => "a TensorFlow Lite file",
        CheckpointFormat.Sharded => "an index of several files",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };
}
