namespace ShapeGen.Tool.Conversion;

/// <summary>
/// Tied tensors that a writer kept once. Safetensors' <c>save_model</c> and Hugging Face's hub library note the names that they left out in the metadata, each
/// with the name of the tensor that it shares memory with.
/// </summary>
internal static class TensorAliases
{
    /// <summary>Says which framework the file is of, and is no name.</summary>
    private const string Format = "format";

    /// <summary>The names that were left out, and the tensors that they are of.</summary>
    /// <param name="metadata">Strings of a file or an index, some of which may be such names.</param>
    /// <param name="isTensor">Whether a tensor of this name is there.</param>
    public static Dictionary<string, string> Find(IReadOnlyDictionary<string, string> metadata, Func<string, bool> isTensor) =>
        metadata.Where(pair => pair.Key is not ("" or Format) && !isTensor(pair.Key) && isTensor(pair.Value)).ToDictionary(StringComparer.Ordinal);
}

/// <summary>A tensor under another of its names.</summary>
internal sealed class AliasTensor(string name, StoredTensor tensor) : StoredTensor(name, tensor.Problem is null ? tensor.Type : null, tensor.Shape, tensor.Problem)
{
    /// <inheritdoc/>
    public override object? Identity => tensor.Identity;

    /// <inheritdoc/>
    public override void CopyTo(Stream destination) => tensor.CopyTo(destination);
}
