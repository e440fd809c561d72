namespace ShapeGen.Tool.Conversion;

/// <summary>The result of a conversion.</summary>
/// <param name="Input">The file that was read.</param>
/// <param name="Format">Its format.</param>
/// <param name="Output">The file that was written.</param>
/// <param name="Tensors">The number of tensors in it.</param>
/// <param name="Parameters">The number of their elements.</param>
/// <param name="Bytes">The size of the file in bytes.</param>
/// <param name="Renamed">The tensors with a new name.</param>
/// <param name="Dropped">The names of the tensors that were left out.</param>
/// <param name="Converted">The number of tensors with a new element type.</param>
/// <param name="Duplicates">Groups of tensors that were one tensor in the input, and are copies in the output.</param>
/// <param name="Overflowed">The number of finite values that became infinite.</param>
/// <param name="Config">The path of the copied <c>config.json</c>, or null.</param>
/// <param name="Remarks">Notes for the user.</param>
internal sealed record ConversionResult(
    string Input,
    CheckpointFormat Format,
    string Output,
    int Tensors,
    long Parameters,
    long Bytes,
    IReadOnlyList<Renaming> Renamed,
    IReadOnlyList<string> Dropped,
    int Converted,
    IReadOnlyList<IReadOnlyList<string>> Duplicates,
    long Overflowed,
    string? Config,
    IReadOnlyList<string> Remarks);

/// <summary>A tensor's old name and its new one.</summary>
internal sealed record Renaming(string From, string To);
