namespace ShapeGen.Tool.Conversion;

/// <summary>What is asked of a conversion.</summary>
internal sealed record ConversionRequest
{
    /// <summary>A file, an index of several, or a folder.</summary>
    public required string Input { get; init; }

    /// <summary>The safetensors file to be.</summary>
    public required string Output { get; init; }

    /// <summary>The format, or null to find it out.</summary>
    public CheckpointFormat? Format { get; init; }

    /// <summary>How the reader reads.</summary>
    public ReaderOptions Reading { get; init; } = new();

    /// <summary>Patterns of the names to keep; none keeps all.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Patterns of the names to leave out.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Rules <c>old=new</c>, the first that fits gives the name.</summary>
    public IReadOnlyList<string> Map { get; init; } = [];

    /// <summary>A file of such rules, which come after <see cref="Map"/>.</summary>
    public string? MapFile { get; init; }

    /// <summary>What floats become; null to keep them.</summary>
    public TensorType? FloatType { get; init; }

    /// <summary>Whether an existing file is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether <c>config.json</c> is copied.</summary>
    public bool WithConfig { get; init; }
}

/// <summary>What some formats let one choose.</summary>
internal sealed record ReaderOptions
{
    /// <summary>ONNX: whether tensors whose name the exporter invented are named by the operation that uses them.</summary>
    public bool NamesOfNodes { get; init; }

    /// <summary>PyTorch: the path of the dictionary that is the checkpoint, as <c>model</c>; <c>.</c> for all; null to find it out.</summary>
    public string? Root { get; init; }
}
