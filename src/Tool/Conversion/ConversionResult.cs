namespace ShapeGen.Tool.Conversion;

/// <summary>What was converted.</summary>
/// <param name="Input">The file that was read.</param>
/// <param name="Format">Its format.</param>
/// <param name="Output">The file that was written.</param>
/// <param name="Tensors">How many tensors it has.</param>
/// <param name="Parameters">How many elements they have.</param>
/// <param name="Bytes">How many bytes the file has.</param>
/// <param name="Renamed">The tensors that have another name now.</param>
/// <param name="Dropped">The names of the tensors that were left out.</param>
/// <param name="Converted">How many tensors have another element type now.</param>
/// <param name="Duplicates">Tensors that were one in the input, and are copies now.</param>
/// <param name="Overflowed">How many finite values became infinite.</param>
/// <param name="Config">Where <c>config.json</c> is copied to.</param>
/// <param name="Remarks">What the user should know.</param>
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
