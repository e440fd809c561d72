using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>Reads a JSON file beside a checkpoint. One that holds something else is called by what it is.</summary>
internal static class SidecarFile
{
    /// <summary>Configurations are some kilobytes long, tables of labels some hundred.</summary>
    private const long MaxBytes = 16 << 20;

    private const string LargeFilePointer = "version https://git-lfs";

    /// <exception cref="InvalidDataException">It is no JSON, or too long.</exception>
    public static XElement Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaxBytes)
        {
            throw new InvalidDataException(FormattableString.Invariant($"it has {length} bytes; more than {MaxBytes} are not read"));
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (Foreign(bytes) is { } problem)
        {
            throw new InvalidDataException(problem);
        }

        try
        {
            return SafetensorsHeader.Parse(bytes);
        }
        catch (Exception error) when (error is XmlException or FormatException)
        {
            throw new InvalidDataException($"it is not valid JSON: {error.Message}", error);
        }
    }

    private static string? Foreign(byte[] bytes)
    {
        if (bytes.Length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        {
            return "it is UTF-16 text; JSON files are UTF-8";
        }

        string start = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 200)).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return start.Length == 0 && bytes.Length <= 200 ? "it is empty"
            : start.StartsWith(LargeFilePointer, StringComparison.Ordinal) ? "it is a pointer of Git LFS, not the file; run git lfs pull"
            : start[0] == '<' ? "it is a web page (HTML), as of a download that failed; get the file again"
            : start.StartsWith("//", StringComparison.Ordinal) || start.StartsWith("/*", StringComparison.Ordinal) ? "it is not valid JSON: it begins with a comment, and JSON has none"
            : start[0] is not ('{' or '[') ? "it is not valid JSON: it begins with neither { nor ["
            : null;
    }
}
