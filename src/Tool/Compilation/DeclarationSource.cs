using System.Text;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>C# source that declares a model.</summary>
/// <param name="Path">The file, for messages; or what else the text comes from.</param>
/// <param name="Text">The text.</param>
internal sealed record DeclarationSource(string Path, string Text)
{
    /// <summary>A file of source has no reason to be longer.</summary>
    private const long MostBytes = 1024 * 1024;

    /// <summary>Reads a file that the user names.</summary>
    public static DeclarationSource Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw ToolException.BadFile(path, "is a folder; name the C# file that declares the model.");
        }

        if (!File.Exists(path))
        {
            throw ToolException.BadFile(path, "there is no such file.");
        }

        byte[] bytes;
        using (FileStream file = File.OpenRead(path))
        {
            if (file.Length > MostBytes)
            {
                throw ToolException.BadFile(path, $"has {file.Length} bytes, and the tool reads C# files of at most {MostBytes}; put the declaration into a file of its own.");
            }

            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }

        try
        {
            using StreamReader reader = new(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            string text = reader.ReadToEnd();
            return text.Contains('\0', StringComparison.Ordinal) ? throw NotSource(path) : new(path, text);
        }
        catch (DecoderFallbackException exception)
        {
            throw NotSource(path, exception);
        }
    }

    private static ToolException NotSource(string path, Exception? inner = null) =>
        ToolException.BadFile(path, "is no C# source: it is not UTF-8 text. --declaration takes a .cs file; the checkpoint is the argument without a name.", inner);
}
