using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>The JSON header of a safetensors file.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Reads the header. The next read then starts at the data.</summary>
    /// <exception cref="InvalidDataException">It is not a safetensors file.</exception>
    /// <exception cref="FormatException">The header is not JSON, or it exceeds the limits of <see cref="JsonText"/>.</exception>
    public static XElement Read(FileStream file)
    {
        byte[] prefix = Read(file, SafetensorsFormat.PrefixLength, "it is shorter than the 8 bytes that a safetensors file begins with");
        ulong length = 0;
        for (int i = prefix.Length - 1; i >= 0; i--)
        {
            length = (length << 8) | prefix[i];
        }

        if (length > SafetensorsFormat.MaxHeaderLength || length > (ulong)(file.Length - SafetensorsFormat.PrefixLength))
        {
            throw new InvalidDataException(FormattableString.Invariant($"it is not a safetensors file, or it is truncated: its header would take {length} bytes, but the file has {file.Length}"));
        }

        byte[] header = Read(file, (int)length, "the header is truncated");
        return header.Length > 0 && header[0] == '{'
            ? JsonText.Parse(header)
            : throw new InvalidDataException("it is not a safetensors file: its header is not a JSON object that starts with '{'");
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
}
