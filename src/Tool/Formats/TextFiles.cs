using System.Text;

namespace ShapeGen.Tool.Formats;

/// <summary>Text where a checkpoint is expected: mostly the answer of a web server, saved under the checkpoint's name.</summary>
internal static class TextFiles
{
    private const int QuotedLength = 120;

    /// <summary>What a file is that begins so, with the beginning of its text, and what to do; null if it is no text.</summary>
    public static string? Explain(ReadOnlySpan<byte> start)
    {
        if (Decode(start) is not { } text)
        {
            return null;
        }

        string quoted = Text.Quote(text.Length > QuotedLength ? text[..QuotedLength] + "…" : text);
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            return text.Contains("\"weight_map\"", StringComparison.Ordinal)
                ? "this is an index of several files. Give it a name that ends in .index.json, beside these files."
                : $"this is JSON, not a checkpoint: {quoted}. If a download wrote it, it went wrong: fetch the file again, with a token where the site asks for one.";
        }

        if (Begins(text, "<!doctype html") || Begins(text, "<html") || Begins(text, "<head") || Begins(text, "<body"))
        {
            return $"this is a web page (HTML), not a checkpoint: {quoted}. The download went wrong: take the link to the file itself, on Hugging Face with /resolve/ in it instead of /blob/.";
        }

        return text.StartsWith('<')
            ? $"this is XML, not a checkpoint: {quoted}. If a download wrote it, it went wrong: fetch the file again."
            : $"this is no checkpoint that can be read, but text: {quoted}. If a download wrote it, it went wrong: fetch the file again.";
    }

    private static bool Begins(string text, string with) => text.StartsWith(with, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text on one line, without a byte order mark; null if the bytes are none.</summary>
    private static string? Decode(ReadOnlySpan<byte> start)
    {
        // The last character may be cut: its bytes are left out.
        string text;
        try
        {
            Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
            char[] characters = new char[start.Length];
            text = new(characters, 0, decoder.GetChars(start, characters, flush: false));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        text = text.TrimStart('\uFEFF');
        if (text.Any(static character => char.IsControl(character) && character is not ('\t' or '\r' or '\n')))
        {
            return null;
        }

        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 0 ? line : null;
    }
}
