using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>
/// The header of a safetensors file, and what stands beside the file, as lines of text that a generator can read: binary files among a project's additional
/// files break generators that read text, and a generator must not open files.
/// </summary>
internal static class CheckpointHeader
{
    /// <summary>Reads 8 bytes and the header, whatever the length of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="resource">What it is called in the project's assembly, or null where it is not embedded.</param>
    /// <returns>Lines of fields that are separated by tabs: <c>resource</c>, <c>tensor</c>, <c>config</c>, <c>pooling</c>, or one <c>error</c>.</returns>
    public static string Describe(string path, string? resource)
    {
        StringBuilder text = new();
        Resource(text, resource);
        try
        {
            foreach (XElement tensor in ReadHeader(path).Elements())
            {
                string name = JsonText.NameOf(tensor);
                if (name == SafetensorsHeader.Metadata)
                {
                    continue;
                }

                string type = tensor.Element("dtype")?.Value ?? throw new InvalidDataException($"the tensor '{name}' has no dtype");
                IEnumerable<string> shape = tensor.Element("shape")?.Elements().Select(size => size.Value) ?? throw new InvalidDataException($"the tensor '{name}' has no shape");
                Line(text, "tensor", name, type, string.Join(",", shape));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            text.Clear();
            Resource(text, resource);
            Line(text, "error", error.Message);
            return text.ToString();
        }

        return text.Append(CheckpointCompanions.Describe(Path.GetDirectoryName(path) ?? "")).ToString();
    }

    private static void Resource(StringBuilder text, string? resource)
    {
        if (resource is not null)
        {
            Line(text, "resource", resource);
        }
    }

    private static XElement ReadHeader(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return SafetensorsHeader.Read(file);
    }

    private static void Line(StringBuilder text, params string[] fields) => FactLines.Add(text, fields);
}
