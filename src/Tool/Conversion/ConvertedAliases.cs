namespace ShapeGen.Tool.Conversion;

/// <summary>
/// The strings of a converted file. Those that are aliases of tensors follow the tensors' new names; without that, an alias could lead to another tensor that has
/// the old name now.
/// </summary>
internal static class ConvertedAliases
{
    /// <param name="reader">What is converted.</param>
    /// <param name="tensors">The tensors of the file to be.</param>
    /// <param name="map">The new names.</param>
    /// <param name="remarks">Where an alias is named whose tensor is left out.</param>
    /// <returns>The strings of the file to be.</returns>
    public static IReadOnlyDictionary<string, string> Metadata(CheckpointReader reader, IReadOnlyList<OutputTensor> tensors, NameMap map, List<string> remarks)
    {
        if (reader.Aliases.Count == 0)
        {
            return reader.Metadata;
        }

        Dictionary<string, string> names = tensors.ToDictionary(static tensor => tensor.Source.Name, static tensor => tensor.Name, StringComparer.Ordinal);
        HashSet<string> taken = [.. tensors.Select(static tensor => tensor.Name)];
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach ((string key, string value) in reader.Metadata)
        {
            if (!reader.Aliases.TryGetValue(key, out string? tensor))
            {
                metadata.TryAdd(key, value);
            }
            else if (!names.TryGetValue(tensor, out string? name))
            {
                remarks.Add($"{Text.Quote(tensor)} is left out, and with it its other name {Text.Quote(key)}. Keep {Text.Quote(tensor)} where {Text.Quote(key)} is used.");
            }
            else if (map.Map(key) is var alias && !taken.Contains(alias))
            {
                metadata[alias] = name;
            }
        }

        return metadata;
    }
}
