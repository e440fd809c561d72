using System.Text;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>C# source that declares a model.</summary>
/// <param name="Path">The file, or another origin of the text, for messages.</param>
/// <param name="Text">The text.</param>
internal sealed record DeclarationSource(string Path, string Text)
{
    /// <summary>Larger than any reasonable source file.</summary>
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Reads the user's file.</summary>
    public static DeclarationSource Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw ToolException.BadFile(path, "is a folder; give the C# file that declares the model.");
        }

        if (!File.Exists(path))
        {
            throw ToolException.BadFile(path, "the file does not exist.");
        }

        byte[] bytes;
        using (FileStream file = File.OpenRead(path))
        {
            if (file.Length > MaxBytes)
            {
                throw ToolException.BadFile(path, $"has {file.Length} bytes, and the tool reads C# files of at most {MaxBytes}; move the declaration to a separate file.");
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
        ToolException.BadFile(path, "is not C# source: it is not UTF-8 text. --declaration takes a .cs file; the checkpoint is the argument without an option.", inner);
}
