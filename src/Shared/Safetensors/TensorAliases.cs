#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Headers;
#else
namespace ShapeGen;
#endif

/// <summary>
/// Names that a file leaves out because the same tensor is stored under another name. <c>safetensors.torch.save_model</c> keeps one of several tied tensors and
/// writes a metadata entry <c>removed name: kept name</c> for each of the others. Such an entry differs from others, such as <c>format: pt</c>, only in that it
/// leads to a tensor.
/// </summary>
internal static class TensorAliases
{
    /// <summary>Maximum number of entries followed from a name to its tensor. Writers need one; the limit ends cycles.</summary>
    private const int MaxSteps = 8;

    /// <summary>The tensor of each alias, or null if there are no aliases.</summary>
    /// <param name="metadata">The strings of the file.</param>
    /// <param name="tensors">Its tensors by name.</param>
    public static Dictionary<string, T>? Find<T>(Dictionary<string, string> metadata, Dictionary<string, T> tensors)
        where T : class
    {
        Dictionary<string, T>? aliases = null;
        foreach (KeyValuePair<string, string> entry in metadata)
        {
            if (!tensors.ContainsKey(entry.Key) && Follow(entry.Value, metadata, tensors) is { } tensor)
            {
                aliases ??= new(StringComparer.Ordinal);
                aliases.Add(entry.Key, tensor);
            }
        }

        return aliases;
    }

    private static T? Follow<T>(string name, Dictionary<string, string> metadata, Dictionary<string, T> tensors)
        where T : class
    {
        for (int step = 0; step < MaxSteps; step++)
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
