namespace ShapeGen.Tool.Conversion;

/// <summary>A tied tensor under another name. The file has it once, and its metadata has the other name: see <see cref="SafetensorsFile.Aliases"/>.</summary>
internal sealed class AliasTensor(string name, StoredTensor tensor) : StoredTensor(name, tensor.Problem is null ? tensor.Type : null, tensor.Shape, tensor.Problem)
{
    /// <inheritdoc/>
    public override object? Identity => tensor.Identity;

    /// <summary>Whether a key of the metadata can be a name. <c>format</c> is the framework that wrote the file.</summary>
    public static bool CanBeName(string key) => key is not ("" or "format");

    /// <inheritdoc/>
    public override void CopyTo(Stream destination) => tensor.CopyTo(destination);
}
