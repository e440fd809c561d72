namespace ShapeGen.Tool.Conversion;

/// <summary>The settings of a conversion.</summary>
internal sealed record ConversionRequest
{
    /// <summary>A file, an index of several, or a folder.</summary>
    public required string Input { get; init; }

    /// <summary>The safetensors file to write.</summary>
    public required string Output { get; init; }

    /// <summary>The format, or null to detect it.</summary>
    public CheckpointFormat? Format { get; init; }

    /// <summary>Options of the reader.</summary>
    public ReaderOptions Reading { get; init; } = new();

    /// <summary>Patterns of the names to keep; empty keeps all.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Patterns of the names to leave out.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Rules <c>old=new</c>; the first matching rule applies.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    /// <summary>A file of further rules, which apply after <see cref="Map"/>.</summary>
    public string? MapFile { get; init; }

    /// <summary>The type to convert floats to; null to keep theirs.</summary>
    public TensorType? FloatType { get; init; }

    /// <summary>Whether to overwrite an existing file.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to copy <c>config.json</c>.</summary>
    public bool WithConfig { get; init; }
}

/// <summary>Options for some formats.</summary>
internal sealed record ReaderOptions
{
    /// <summary>ONNX: whether to name tensors after the operation that uses them if the exporter invented their names.</summary>
    public bool UseNodeNames { get; init; }

    /// <summary>PyTorch: the path of the dictionary to read, such as <c>model</c>; <c>.</c> for all; null to detect it.</summary>
    public string? Root { get; init; }
}
