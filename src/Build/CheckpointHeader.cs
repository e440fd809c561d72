using System.Globalization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>
/// The header of a safetensors file, and what stands beside the file, as lines of text that a generator can read: binary files among a project's additional
/// files break generators that read text, and a generator must not open files. The base library's JSON reader is used, which every MSBuild has.
/// </summary>
internal static class CheckpointHeader
{
    /// <summary>As the runtime has it: more than 100 MB of header is no checkpoint.</summary>
    private const long MostBytes = 100_000_000;

    /// <summary>Reads 8 bytes and the header, whatever the length of the file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Lines of fields that are separated by tabs: <c>tensor</c>, <c>config</c>, <c>pooling</c>, or one <c>error</c>.</returns>
    public static string Describe(string path)
    {
        StringBuilder text = new();
        try
        {
            foreach (XElement tensor in ReadHeader(path).Elements())
            {
                string name = NameOf(tensor);
                if (name == "__metadata__")
                {
                    continue;
                }

                string type = tensor.Element("dtype")?.Value ?? throw new InvalidDataException($"the tensor '{name}' has no dtype");
                IEnumerable<string> shape = tensor.Element("shape")?.Elements().Select(size => size.Value) ?? throw new InvalidDataException($"the tensor '{name}' has no shape");
                Line(text, "tensor", name, type, string.Join(",", shape));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or XmlException or FormatException)
        {
            text.Clear();
            Line(text, "error", error.Message);
            return text.ToString();
        }

        return text.Append(DescribeBeside(Path.GetDirectoryName(path) ?? "")).ToString();
    }

    /// <summary>What stands beside a checkpoint: HuggingFace's configuration, and a sentence embedder's pooling.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>Lines of fields that are separated by tabs: <c>config</c>, <c>pooling</c>.</returns>
    public static string DescribeBeside(string folder)
    {
        StringBuilder text = new();
        Scalars(text, "config", Path.Combine(folder, "config.json"));
        Scalars(text, "pooling", Path.Combine(folder, "1_Pooling", "config.json"));
        if (File.Exists(Path.Combine(folder, "2_Normalize", "config.json")) || Directory.Exists(Path.Combine(folder, "2_Normalize")))
        {
            Line(text, "pooling", "normalize", "true");
        }

        return text.ToString();
    }

    private static XElement ReadHeader(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        byte[] prefix = Read(file, 8, "it is shorter than the 8 bytes that a safetensors file begins with");
        ulong length = BitConverter.ToUInt64(prefix, 0);
        if (length > MostBytes || length > (ulong)(file.Length - 8))
        {
            throw new InvalidDataException(FormattableString.Invariant($"it is no safetensors file, or cut: its header would have {length} bytes, the file has {file.Length}"));
        }

        return Parse(Read(file, (int)length, "the header is cut"));
    }

    private static XElement Parse(byte[] json)
    {
        using XmlDictionaryReader reader = JsonReaderWriterFactory.CreateJsonReader(json, XmlDictionaryReaderQuotas.Max);
        return XElement.Load(reader);
    }

    private static byte[] Read(Stream file, int count, string error)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int more = file.Read(bytes, read, count - read);
            read += more > 0 ? more : throw new InvalidDataException(error);
        }

        return bytes;
    }

    /// <summary>A key that is no name of XML stands in an attribute.</summary>
    private static string NameOf(XElement element) => element.Attribute("item")?.Value ?? element.Name.LocalName;

    /// <summary>
    /// The numbers, words and switches of a JSON file, at its top and, as <c>text_config.hidden_act</c>, one level below; nothing where there is none. One that cannot be read
    /// is not the checkpoint's fault.
    /// </summary>
    private static void Scalars(StringBuilder text, string kind, string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            foreach (XElement element in Parse(File.ReadAllBytes(path)).Elements())
            {
                if (!element.HasElements)
                {
                    Line(text, kind, NameOf(element), element.Value);
                    continue;
                }

                foreach (XElement inner in element.Elements().Where(inner => element.Attribute("type")?.Value == "object" && !inner.HasElements))
                {
                    Line(text, kind, $"{NameOf(element)}.{NameOf(inner)}", inner.Value);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or XmlException or FormatException)
        {
            Line(text, "unreadable", Path.GetFileName(path), error.Message);
        }
    }

    private static void Line(StringBuilder text, params string[] fields) =>
        text.Append(string.Join("\t", fields.Select(field => field.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n").Replace("\r", "\\r")))).Append('\n');
}
