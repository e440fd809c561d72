using System.Text;

namespace ShapeGen;

/// <summary>Checks that a text can be written as UTF-8.</summary>
internal static class Unicode
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Half a surrogate pair cannot be written as UTF-8: it would be read back as a different name.</summary>
    /// <exception cref="ArgumentException"><paramref name="text"/> is not valid UTF-16.</exception>
    public static void Require(string text, string parameterName)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{Text.Quote(text)} is not valid Unicode: it holds half a surrogate pair.", parameterName, e);
        }
    }
}
