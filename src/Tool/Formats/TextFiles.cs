using System.Text;

namespace ShapeGen.Tool.Formats;

/// <summary>Text instead of a checkpoint: usually a web server's response, saved under the checkpoint's name.</summary>
internal static class TextFiles
{
    private const int QuotedLength = 120;

    /// <summary>Explains what a file with this beginning is, quotes it, and says what to do; null if it is not text.</summary>
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
                ? "this is an index of several files. Give it a name that ends in .index.json, in the folder of these files."
                : $"this is JSON, not a checkpoint: {quoted}. If it was downloaded, the download failed: fetch the file again, with an access token if the site needs one.";
        }

        if (Begins(text, "<!doctype html") || Begins(text, "<html") || Begins(text, "<head") || Begins(text, "<body"))
        {
            return $"this is a web page (HTML), not a checkpoint: {quoted}. The download failed: use the link to the file itself; on Hugging Face, it has /resolve/ instead of /blob/.";
        }

        return text.StartsWith('<')
            ? $"this is XML, not a checkpoint: {quoted}. If it was downloaded, the download failed: fetch the file again."
            : $"this is text, not a checkpoint: {quoted}. If it was downloaded, the download failed: fetch the file again.";
    }

    private static bool Begins(string text, string with) => text.StartsWith(with, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text on one line, without a byte order mark; null if the bytes are not text.</summary>
    private static string? Decode(ReadOnlySpan<byte> start)
    {
        // The last character may be incomplete: its bytes are left out.
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
