namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>A tensor of the checkpoint that cannot be converted. It may still be dropped.</summary>
internal sealed class UnreadableTensor(string name, IReadOnlyList<long> shape, string problem) : StoredTensor(name, null, shape, problem)
{
    /// <inheritdoc/>
    public override void CopyTo(Stream destination) => throw new InvalidOperationException($"{Name} cannot be converted: {Problem}.");
}
