using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace ShapeGen;

/// <summary>
/// Writes safetensors files. Tensors with wider elements come first, so that each tensor is aligned to its element size; tensors of equal width keep their
/// order. The same tensors always give the same bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>The data starts at a multiple of this, which suits every element type.</summary>
    private const int HeaderAlignment = 8;

    /// <summary>
    /// Writes a temporary file first and moves it to <paramref name="path"/> when it is complete. If this fails, an existing file is unchanged.
    /// </summary>
    /// <param name="path">The path; an existing file is replaced.</param>
    /// <param name="tensors">The tensors, with different names.</param>
    /// <param name="metadata">Strings to add to the file, or null.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, a text is not valid Unicode, or the header exceeds the format's limit of 100,000,000 bytes.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Content content = Arrange(tensors, metadata);

        // In the same directory, because a move between file systems would be a copy.
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                content.WriteTo(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes to a stream. It need not be seekable, and it is not disposed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="tensors">The tensors, with different names.</param>
    /// <param name="metadata">Strings to add to the file, or null.</param>
    /// <exception cref="ArgumentException">As for the other overload; nothing is written then.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Arrange(tensors, metadata).WriteTo(stream);
    }

    /// <summary>Returns the content of the file.</summary>
    /// <param name="tensors">The tensors, with different names.</param>
    /// <param name="metadata">Strings to add to the file, or null.</param>
    /// <returns>Header and data.</returns>
    /// <exception cref="ArgumentException">As for the other overloads, or the content is too long for an array.</exception>
    public static byte[] ToBytes(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Content content = Arrange(tensors, metadata);
        if (content.Length > Array.MaxLength)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The file would be {content.Length} bytes, more than the {Array.MaxLength} that an array can hold. Write it to a path."),
                nameof(tensors));
        }

        byte[] bytes = new byte[content.Length];
        content.WriteTo(new MemoryStream(bytes));
        return bytes;
    }

    private static Content Arrange(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);

        // LINQ's sort is stable.
        SafetensorsTensor[] ordered = [.. tensors.OrderByDescending(static tensor => tensor.Type.Size())];
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (Array.Find(ordered, tensor => !names.Add(tensor.Name)) is { } twice)
        {
            throw new ArgumentException($"Two tensors are named {Text.Quote(twice.Name)}.", nameof(tensors));
        }

        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>())
        {
            Unicode.Require(key, nameof(metadata));
            Unicode.Require(value, nameof(metadata));
        }

        byte[] header = WriteHeader(ordered, metadata);
        if (header.Length > SafetensorsFormat.MaxHeaderLength)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The header would be {header.Length} bytes, more than the format's limit of {SafetensorsFormat.MaxHeaderLength}."),
                nameof(tensors));
        }

        return new Content(header, ordered);
    }

    private static byte[] WriteHeader(SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsFormat.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.HeaderName());
                json.WriteStartArray("shape");
                foreach (long size in tensor.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & (HeaderAlignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The validated contents of a file, so that only the stream can make writing fail.</summary>
    private sealed class Content(byte[] header, SafetensorsTensor[] tensors)
    {
        public long Length => SafetensorsFormat.PrefixLength + header.Length + tensors.Sum(static tensor => (long)tensor.Data.Length);

        public void WriteTo(Stream stream)
        {
            Span<byte> length = stackalloc byte[SafetensorsFormat.PrefixLength];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (SafetensorsTensor tensor in tensors)
            {
                stream.Write(tensor.Data.Span);
            }
        }
    }
}
