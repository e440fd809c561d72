using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>Reads a JSON file next to a checkpoint. If it contains something else, the message says what.</summary>
internal static class SidecarFile
{
    private const string LargeFilePointer = "version https://git-lfs";

    /// <exception cref="FormatException">It is not JSON, or it is too long or nested too deeply.</exception>
    public static XElement Read(string path)
    {
        RequireNoFailedDownload(path, isBinary: false);
        return JsonText.ReadFile(path);
    }

    /// <summary>Throws if a file contains the text of a failed download.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isBinary">Whether the file should start with binary data.</param>
    /// <exception cref="FormatException">It does; the message says what it contains.</exception>
    public static void RequireNoFailedDownload(string path, bool isBinary)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        byte[] start = new byte[200];
        int read = file.Read(start, 0, start.Length);
        if (isBinary && start.Take(8).Contains((byte)0))
        {
            return;
        }

        if (FailedDownload(start.Take(read).ToArray()) is { } problem)
        {
            throw new FormatException(problem);
        }
    }

    private static string? FailedDownload(byte[] bytes)
    {
        if (bytes.Length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        {
            return "it is UTF-16 text; JSON files are UTF-8";
        }

        string start = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return start.Length == 0 ? null
            : start.StartsWith(LargeFilePointer, StringComparison.Ordinal) ? "it is a Git LFS pointer, not the file; run git lfs pull"
            : start[0] == '<' ? "it is a web page (HTML), perhaps from a failed download; download the file again"
            : start.StartsWith("//", StringComparison.Ordinal) || start.StartsWith("/*", StringComparison.Ordinal) ? "it is not valid JSON: it begins with a comment, which JSON does not allow"
            : null;
    }
}
