using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>
/// The header of a safetensors file, and facts about the files next to it, as lines of text that a generator can read. A generator must not open files, and
/// binary additional files break generators that read text.
/// </summary>
internal static class CheckpointHeader
{
    /// <summary>Reads only the header of a file, and the files next to it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="resource">The name of its resource in the project's assembly, or null if it is not embedded.</param>
    /// <returns>Lines of tab-separated fields: <c>resource</c>, <c>tensor</c>, <c>alias</c>, those of <see cref="CheckpointFolder"/>, or one <c>error</c>.</returns>
    public static string Describe(string path, string? resource)
    {
        StringBuilder text = new();
        AddResource(text, resource);
        try
        {
            foreach (HeaderLine line in Tensors(path))
            {
                if (line.IsAlias)
                {
                    AddLine(text, "alias", line.Name, line.Kept);
                }
                else
                {
                    AddLine(text, "tensor", line.Name, line.Type, line.Shape);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            text.Clear();
            AddResource(text, resource);
            AddLine(text, "error", error.Message);
            return text.ToString();
        }

        return text.Append(CheckpointFolder.Describe(Path.GetDirectoryName(path) ?? "")).ToString();
    }

    /// <summary>The tensors of a file, and the metadata entries, which can be names of tied tensors.</summary>
    /// <exception cref="InvalidDataException">It is not a safetensors file.</exception>
    public static IEnumerable<HeaderLine> Tensors(string path)
    {
        SidecarFile.RequireNoFailedDownload(path, isBinary: true);
        XElement header;
        using (FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete))
        {
            header = SafetensorsHeader.Read(file);
        }

        XElement? metadata = null;
        foreach (XElement tensor in header.Elements())
        {
            string name = JsonText.NameOf(tensor);
            if (name == SafetensorsFormat.MetadataKey)
            {
                metadata = tensor;
                continue;
            }

            string type = tensor.Element("dtype")?.Value ?? throw new InvalidDataException($"the tensor '{name}' has no dtype");
            IEnumerable<string> shape = tensor.Element("shape")?.Elements().Select(size => size.Value) ?? throw new InvalidDataException($"the tensor '{name}' has no shape");
            yield return new(name, type, string.Join(",", shape), "");
        }

        foreach (XElement entry in metadata?.Elements() ?? [])
        {
            yield return new(JsonText.NameOf(entry), "", "", entry.Value);
        }
    }

    private static void AddResource(StringBuilder text, string? resource)
    {
        if (resource is not null)
        {
            AddLine(text, "resource", resource);
        }
    }

    private static void AddLine(StringBuilder text, params string[] fields) => FactLines.Add(text, fields);
}

/// <summary>An entry of a header.</summary>
/// <param name="name">The name of the tensor, or a key of the metadata.</param>
/// <param name="type">The tensor's element type.</param>
/// <param name="shape">The tensor's sizes, separated by commas.</param>
/// <param name="kept">The value of the metadata key: for a tied tensor that was written once, the name that was kept.</param>
internal sealed class HeaderLine(string name, string type, string shape, string kept)
{
    public string Name => name;

    public string Type => type;

    public string Shape => shape;

    public string Kept => kept;

    public bool IsAlias => Type.Length == 0;
}
