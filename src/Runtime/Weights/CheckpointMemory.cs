using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ShapeGen;

/// <summary>
/// The bytes of a checkpoint: a file, a copy in memory, a resource of a loaded assembly, memory that the caller keeps in place, or several of these joined.
/// Owned resources are in safe handles, so they are released even without <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// A file is read in blocks on demand; it is not memory-mapped. On Linux no share mode prevents another program from truncating the file, and reading a
/// truncated mapping kills the process. Reading into a buffer that stays in the cache takes no longer than the page faults of a mapping.
/// </remarks>
internal sealed unsafe class CheckpointMemory : IDisposable
{
    /// <summary>Bytes of the first read from a stream, and of its smallest buffer.</summary>
    private const int FirstBlock = 64 * 1024;

    /// <summary>The largest buffer allocated because of the length that a stream reports. A stream that reports too much cannot waste more memory.</summary>
    private const int MaxTrustedLength = 256 * 1024 * 1024;

    /// <summary>Files up to this many bytes are read at once, which saves a few reads.</summary>
    private const int SmallFile = 1024 * 1024;

    private readonly NativeBuffer? _buffer;
    private readonly SafeFileHandle? _file;
    private readonly byte* _bytes;
    private readonly ResourceHandle? _resource;

    /// <summary>The parts of a joined checkpoint, which have no parts themselves; otherwise empty.</summary>
    private readonly CheckpointMemory[] _parts = [];

    private CheckpointMemory(NativeBuffer? buffer, SafeFileHandle? file, byte* bytes, long length, string checkpoint, ResourceHandle? resource = null)
    {
        _buffer = buffer;
        _file = file;
        _resource = resource;
        _bytes = bytes;
        IsInMemory = bytes is not null;
        Length = length;
        Checkpoint = checkpoint;
    }

    private CheckpointMemory(CheckpointMemory[] parts, string checkpoint)
    {
        _parts = parts;
        Checkpoint = checkpoint;
        IsInMemory = true;
        foreach (CheckpointMemory part in parts)
        {
            Length += part.Length;
            IsInMemory &= part.IsInMemory;
        }
    }

    public long Length { get; }

    /// <summary>Whether all bytes were read. Reading stops if the beginning of a stream shows that it is not a checkpoint.</summary>
    public bool IsComplete { get; private init; } = true;

    /// <summary>Its name in messages.</summary>
    public string Checkpoint { get; }

    /// <summary>Whether all bytes are in memory.</summary>
    private bool IsInMemory { get; }

    /// <summary>The owner of the bytes: a buffer, the file that they are read from, or the assembly that contains them.</summary>
    private SafeHandle? Handle => _buffer is not null ? _buffer : _file is not null ? _file : _resource;

    /// <summary>Opens a file for reading.</summary>
    public static CheckpointMemory Open(string path)
    {
        // A handle, not a FileStream: a stream's buffers and strategies cost startup time and are not needed.
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            if (!TryGetLength(file, out long length))
            {
                return ReadUnseekable(file, path);
            }

            return length <= SmallFile ? ReadSmall(file, length, path) : new CheckpointMemory(null, file, null, length, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream to its end, or until its beginning shows that it is not a checkpoint.</summary>
    /// <exception cref="IOException">The stream returned a negative number of bytes, or more than requested.</exception>
    public static CheckpointMemory Copy(Stream stream, string checkpoint)
    {
        // One byte more than it reports, so that the read that finds the end has room.
        long said = stream.CanSeek ? Math.Max(stream.Length - stream.Position, 0) : 0;
        long capacity = Math.Clamp(said < long.MaxValue ? said + 1 : said, FirstBlock, MaxTrustedLength);
        var buffer = new NativeBuffer(FirstBlock);
        try
        {
            long length = 0;
            long room = FirstBlock;
            bool isHeaderChecked = false;
            while (true)
            {
                if (!isHeaderChecked && length >= SafetensorsFormat.PrefixLength)
                {
                    isHeaderChecked = true;
                    ulong header = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(buffer.Pointer, SafetensorsFormat.PrefixLength));
                    if (header > SafetensorsFormat.MaxHeaderLength)
                    {
                        return new CheckpointMemory(buffer, null, buffer.Pointer, length, checkpoint) { IsComplete = false };
                    }
                }

                if (length == room)
                {
                    room = Math.Max(capacity, room * 2);
                    buffer.Resize(room);
                }

                var space = new Span<byte>(buffer.Pointer + length, (int)Math.Min(room - length, int.MaxValue));
                int read = stream.Read(space);
                if (read < 0 || read > space.Length)
                {
                    throw new IOException(FormattableString.Invariant(
                        $"{stream.GetType()}.Read returned {read} for a request of {space.Length} bytes; a stream must return from 0 (at its end) to the number requested."));
                }

                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            buffer.Resize(length);
            return new CheckpointMemory(buffer, null, buffer.Pointer, length, checkpoint);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Copies bytes.</summary>
    public static CheckpointMemory Copy(ReadOnlySpan<byte> bytes, string checkpoint)
    {
        var buffer = new NativeBuffer(bytes.Length);
        bytes.CopyTo(new Span<byte>(buffer.Pointer, bytes.Length));
        return new CheckpointMemory(buffer, null, buffer.Pointer, bytes.Length, checkpoint);
    }

    /// <summary>
    /// Uses a resource of an assembly in place: in the mapped assembly, in a single-file bundle or in the native program. Streams of another kind, from
    /// assemblies created at run time, are copied.
    /// </summary>
    public static CheckpointMemory OfResource(Stream stream, string checkpoint)
    {
        if (stream is not UnmanagedMemoryStream memory)
        {
            using (stream)
            {
                return Copy(stream, checkpoint);
            }
        }

        return new CheckpointMemory(null, null, memory.PositionPointer, memory.Length - memory.Position, checkpoint, new ResourceHandle(memory));
    }

    /// <summary>Uses bytes that the caller keeps in place for as long as this object is used.</summary>
    public static CheckpointMemory Borrow(byte* bytes, long length, string checkpoint) => new(null, null, bytes, length, checkpoint);

    /// <summary>Joins the bytes of several checkpoints: part i begins where part i - 1 ends. Disposing the result disposes the parts.</summary>
    public static CheckpointMemory Join(CheckpointMemory[] parts, string checkpoint) => new(parts, checkpoint);

    /// <summary>The bytes, valid until the lease is disposed, even if another thread disposes this object.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Lease Acquire() => new(this);

    public void Dispose()
    {
        _buffer?.Dispose();
        _file?.Dispose();
        _resource?.Dispose();
        foreach (CheckpointMemory part in _parts)
        {
            part.Dispose();
        }
    }

    /// <returns>False for a pipe or a device.</returns>
    private static bool TryGetLength(SafeFileHandle file, out long length)
    {
        try
        {
            length = RandomAccess.GetLength(file);
            return true;
        }
        catch (NotSupportedException)
        {
            length = 0;
            return false;
        }
    }

    private static CheckpointMemory ReadUnseekable(SafeFileHandle file, string path)
    {
        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        return Copy(stream, path);
    }

    private static CheckpointMemory ReadSmall(SafeFileHandle file, long length, string path)
    {
        var buffer = new NativeBuffer(length);
        try
        {
            // The file may have been truncated since its length was read; the parser reports that.
            long read = ReadFile(file, 0, new Span<byte>(buffer.Pointer, (int)length));

            // The file stays open: where share modes exist, its share mode keeps writers out.
            return new CheckpointMemory(buffer, file, buffer.Pointer, read, path);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <returns>Number of bytes that were read.</returns>
    private static int ReadFile(SafeFileHandle file, long offset, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(file, destination[done..], offset + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    /// <summary>The right to read.</summary>
    internal readonly ref struct Lease
    {
        private readonly CheckpointMemory _memory;

        public Lease(CheckpointMemory memory)
        {
            Hold(memory);
            for (int i = 0; i < memory._parts.Length; i++)
            {
                try
                {
                    Hold(memory._parts[i]);
                }
                catch
                {
                    // Another thread is disposing the checkpoint and has reached this part.
                    Release(memory._parts.AsSpan(0, i));
                    throw;
                }
            }

            _memory = memory;
        }

        public long Length => _memory.Length;

        /// <summary>Whether <see cref="Read"/> returns bytes in place; otherwise it fills the buffer.</summary>
        public bool IsInMemory => _memory.IsInMemory;

        /// <summary>Reads bytes. The caller has checked that they exist.</summary>
        /// <param name="offset">The first byte.</param>
        /// <param name="length">Number of bytes.</param>
        /// <param name="buffer">A buffer of at least that length, for bytes that are not in memory.</param>
        /// <returns>The bytes, in the buffer or in place.</returns>
        /// <exception cref="CheckpointException">The file has become shorter since it was opened.</exception>
        public ReadOnlySpan<byte> Read(long offset, int length, Span<byte> buffer)
        {
            if (_memory._bytes is not null)
            {
                return new(_memory._bytes + offset, length);
            }

            CheckpointMemory part = _memory;
            foreach (CheckpointMemory candidate in _memory._parts)
            {
                part = candidate;
                if (offset < candidate.Length)
                {
                    break;
                }

                offset -= candidate.Length;
            }

            return ReadPart(part, offset, length, buffer);
        }

        public void Dispose()
        {
            _memory.Handle?.DangerousRelease();
            Release(_memory._parts);
        }

        private ReadOnlySpan<byte> ReadPart(CheckpointMemory part, long offset, int length, Span<byte> buffer)
        {
            if (part._bytes is not null)
            {
                ReadOnlySpan<byte> bytes = new(part._bytes + offset, length);
                if (IsInMemory)
                {
                    return bytes;
                }

                // Another part is a file, so the caller has a buffer and expects it to be filled.
                bytes.CopyTo(buffer);
                return buffer[..length];
            }

            Span<byte> destination = buffer[..length];
            int read = ReadFile(part._file!, offset, destination);
            return read == length ? destination : throw Cut(part);
        }

        private static void Hold(CheckpointMemory memory)
        {
            if (memory.Handle is { } handle)
            {
                // The handle's own check is safe against races; this one names the type that the user knows.
                ObjectDisposedException.ThrowIf(handle.IsClosed, typeof(SafetensorsFile));
                bool added = false;
                handle.DangerousAddRef(ref added);
            }
        }

        private static void Release(ReadOnlySpan<CheckpointMemory> parts)
        {
            foreach (CheckpointMemory part in parts)
            {
                part.Handle?.DangerousRelease();
            }
        }

        private static CheckpointException Cut(CheckpointMemory part) => new(
            $"'{part.Checkpoint}' was changed while it was open",
            part.Checkpoint,
            [FormattableString.Invariant($"it had {part.Length} bytes when it was opened, and has {RandomAccess.GetLength(part._file!)} now; load it again when it is completely written")]);
    }
}
