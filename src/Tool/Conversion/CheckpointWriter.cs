using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>
/// Writes a safetensors file tensor by tensor, so that a checkpoint need not fit in memory. The file appears only when it is complete.
/// The order and the header are those of <see cref="SafetensorsWriter"/>.
/// </summary>
internal sealed class CheckpointWriter : IDisposable
{
    private const int HeaderAlignment = 8;

    private readonly string _path;
    private readonly string _temporary;

    /// <param name="path">The file to write.</param>
    public CheckpointWriter(string path)
    {
        _path = path;
        _temporary = UnfinishedFiles.Begin(path);
    }

    /// <summary>Sorts tensors with wider elements first, so that each is aligned to its element size; otherwise keeps the order of the checkpoint.</summary>
    public static IReadOnlyList<OutputTensor> Arrange(IEnumerable<OutputTensor> tensors) => [.. tensors.OrderByDescending(static tensor => tensor.Type.Size())];

    /// <summary>Writes everything to a temporary file.</summary>
    /// <param name="tensors">The tensors in file order, with distinct names.</param>
    /// <param name="metadata">The metadata of the file.</param>
    /// <param name="written">Called with the number of bytes after each write.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Write(IReadOnlyList<OutputTensor> tensors, IReadOnlyDictionary<string, string> metadata, Action<long> written, CancellationToken cancellation)
    {
        byte[] header = Header(tensors, metadata, cancellation);

        long length = SafetensorsFormat.PrefixLength + header.Length + tensors.Sum(static tensor => tensor.ByteCount);
        RequireSpace(length);
        using FileStream file = new(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 1 << 16);
        Span<byte> prefix = stackalloc byte[SafetensorsFormat.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        file.Write(prefix);
        file.Write(header);
        foreach (OutputTensor tensor in tensors)
        {
            CountingStream counted = new(file, tensor, written, cancellation);
            tensor.CopyTo(counted);
            counted.RequireWhole();
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Moves the file into place. The input must be closed first, since it may be the file that is replaced.</summary>
    public void Commit(bool isReplaced)
    {
        UnfinishedFiles.Commit(_temporary, _path, isReplaced);
    }

    /// <summary>Deletes the file if it was not committed.</summary>
    public void Dispose()
    {
        UnfinishedFiles.Abandon(_temporary);
    }

    private byte[] Header(IReadOnlyList<OutputTensor> tensors, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsFormat.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (OutputTensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.HeaderName());
                json.WriteStartArray("shape");
                foreach (long size in tensor.Source.Shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.ByteCount);
                json.WriteEndArray();
                json.WriteEndObject();

                // Checked while the header grows: the names of a hostile file could take unlimited memory.
                cancellation.ThrowIfCancellationRequested();
                if (json.BytesCommitted + json.BytesPending > SafetensorsFormat.MaxHeaderLength - HeaderAlignment)
                {
                    throw ToolException.BadFile(_path, string.Create(
                        CultureInfo.InvariantCulture, $"the header of {tensors.Count} tensors takes more than safetensors' limit of {SafetensorsFormat.MaxHeaderLength} bytes."));
                }
            }

            json.WriteEndObject();
        }

        int padding = -buffer.WrittenCount & (HeaderAlignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A small file can declare more bytes than any disk holds, for example with views of one storage.</summary>
    private void RequireSpace(long length)
    {
        long free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(_path))!).AvailableFreeSpace;
        if (length > free)
        {
            throw ToolException.BadFile(_path, string.Create(CultureInfo.InvariantCulture, $"the tensors take {length} bytes, but only {free} bytes are free there."));
        }
    }

    /// <summary>Checks that a tensor writes exactly the bytes that the header states.</summary>
    private sealed class CountingStream(Stream file, OutputTensor tensor, Action<long> written, CancellationToken cancellation) : ElementStream(1)
    {
        private long _count;

        public void RequireWhole()
        {
            if (_count != tensor.ByteCount)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"{tensor.Name} gave {_count} bytes, not {tensor.ByteCount}."));
            }
        }

        protected override void WriteElements(ReadOnlySpan<byte> elements)
        {
            cancellation.ThrowIfCancellationRequested();
            _count += elements.Length;
            if (_count > tensor.ByteCount)
            {
                RequireWhole();
            }

            file.Write(elements);
            written(elements.Length);
        }
    }
}
