using System.Collections.ObjectModel;

namespace ShapeGen;

/// <summary>
/// Names of tensors that a file does not hold because the same tensor is there under another name. <c>safetensors.torch.save_model</c> keeps one of several
/// tied tensors, and writes an entry <c>removed name: kept name</c> into the metadata for each of the others. Nothing tells such an entry from any other, as
/// <c>format: pt</c>, but that it leads to a tensor.
/// </summary>
internal static class TensorAliases
{
    /// <summary>Entries that are followed from a name to its tensor. Writers need one; a limit ends cycles.</summary>
    private const int MostSteps = 8;

    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);

    /// <summary>The tensor of each alias, or null where there is none.</summary>
    /// <param name="metadata">The strings of the file.</param>
    /// <param name="tensors">Its tensors by name.</param>
    public static Dictionary<string, T>? Find<T>(Dictionary<string, string> metadata, Dictionary<string, T> tensors)
        where T : class
    {
        Dictionary<string, T>? aliases = null;
        foreach ((string alias, string first) in metadata)
        {
            if (!tensors.ContainsKey(alias) && Follow(first, metadata, tensors) is { } tensor)
            {
                aliases ??= new(StringComparer.Ordinal);
                aliases.Add(alias, tensor);
            }
        }

        return aliases;
    }

    /// <summary>The aliases with the names of their tensors.</summary>
    public static ReadOnlyDictionary<string, string> Names(Dictionary<string, TensorInfo>? aliases)
    {
        if (aliases is null || aliases.Count == 0)
        {
            return new(s_none);
        }

        var names = new Dictionary<string, string>(aliases.Count, StringComparer.Ordinal);
        foreach ((string alias, TensorInfo tensor) in aliases)
        {
            names.Add(alias, tensor.Name);
        }

        return new(names);
    }

    private static T? Follow<T>(string name, Dictionary<string, string> metadata, Dictionary<string, T> tensors)
        where T : class
    {
        for (int step = 0; step < MostSteps; step++)
        {
            if (tensors.TryGetValue(name, out T? tensor))
            {
                return tensor;
            }

            if (!metadata.TryGetValue(name, out string? next))
            {
                return null;
            }

            name = next;
        }

        return null;
    }
}
