using System.Buffers.Binary;
using System.IO.Compression;

namespace ShapeGen.Tool.Explaining;

/// <summary>
/// Encodes a matrix as a PNG image in a <c>data:</c> URL. Each number is a pixel of the same colour, and its opacity is the number, so that the image
/// suits light and dark pages. (W3C, Portable Network Graphics: a palette of 256 entries with alpha.)
/// </summary>
internal static class HeatMapImage
{
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(number =>
    {
        uint value = (uint)number;
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xedb88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    })];

    /// <param name="values">[rows, columns], from 0 to <paramref name="max"/>.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="max">The value that is fully opaque.</param>
    public static string Address(ReadOnlySpan<float> values, int columns, float max)
    {
        int rows = values.Length / columns;
        byte[] pixels = new byte[rows * (columns + 1)];
        for (int row = 0; row < rows; row++)
        {
            // Each row begins with its filter type, 0 for none.
            for (int column = 0; column < columns; column++)
            {
                float share = max > 0 ? values[(row * columns) + column] / max : 0;
                pixels[(row * (columns + 1)) + 1 + column] = float.IsNaN(share) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(share, 0, 1));
            }
        }

        using MemoryStream image = new();
        image.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows);
        header[8] = 8; // bits per pixel
        header[9] = 3; // a palette
        Chunk(image, "IHDR"u8, header);

        // A blue that is visible on white and on black, with the number as alpha.
        byte[] palette = new byte[3 * 256];
        byte[] alpha = new byte[256];
        for (int i = 0; i < 256; i++)
        {
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2], alpha[i]) = (62, 116, 232, (byte)i);
        }

        Chunk(image, "PLTE"u8, palette);
        Chunk(image, "tRNS"u8, alpha);
        using MemoryStream packed = new();
        using (ZLibStream packer = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            packer.Write(pixels);
        }

        Chunk(image, "IDAT"u8, packed.ToArray());
        Chunk(image, "IEND"u8, []);
        return $"data:image/png;base64,{Convert.ToBase64String(image.GetBuffer(), 0, (int)image.Length)}";
    }

    private static void Chunk(MemoryStream image, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        image.Write(number);
        image.Write(type);
        image.Write(data);
        uint crc = uint.MaxValue;
        foreach (byte part in type)
        {
            crc = s_crc[(byte)(crc ^ part)] ^ (crc >> 8);
        }

        foreach (byte part in data)
        {
            crc = s_crc[(byte)(crc ^ part)] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        image.Write(number);
    }
}
