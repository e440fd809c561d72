using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ShapeGen;

/// <summary>
/// The bytes of a checkpoint: a file, a copy in memory, a resource of an assembly where it lies, memory that the caller holds still, or several of these in
/// sequence. What is owned is in safe handles, so that it is released without <see cref="Dispose"/> too.
/// </summary>
/// <remarks>
/// A file is read, block by block, where it is wanted; it is not mapped. Reading what another program has truncated from a map ends the
/// process on Linux, where no share mode keeps that program from it; and a read into a buffer that stays in the cache takes no longer than the
/// faults of a map do.
/// </remarks>
internal sealed unsafe class CheckpointMemory : IDisposable
{
    /// <summary>The first read from a stream, and the smallest buffer for one.</summary>
    private const int FirstBlock = 64 * 1024;

    /// <summary>The largest buffer that is made because a stream says how long it is: one that lies takes no more memory than it fills.</summary>
    private const int MostTrusted = 256 * 1024 * 1024;

    /// <summary>Files of up to so many bytes are read at once: a few reads less.</summary>
    private const int SmallFile = 1024 * 1024;

    private readonly NativeBuffer? _buffer;
    private readonly SafeFileHandle? _file;
    private readonly byte* _bytes;
    private readonly ResourceHandle? _resource;

    /// <summary>The parts of a joined checkpoint, which have no parts themselves; empty of any other.</summary>
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

    /// <summary>Whether all bytes are there; a stream is not read on once its beginning shows that it is no checkpoint.</summary>
    public bool IsComplete { get; private init; } = true;

    /// <summary>How messages call it.</summary>
    public string Checkpoint { get; }

    /// <summary>Whether all bytes have an address.</summary>
    private bool IsInMemory { get; }

    /// <summary>What keeps the bytes: a buffer, the file that they are read from, or the assembly that they are in.</summary>
    private SafeHandle? Handle => _buffer is not null ? _buffer : _file is not null ? _file : _resource;

    /// <summary>Opens a file for reading.</summary>
    public static CheckpointMemory Open(string path)
    {
        // A handle, not a FileStream: setting up a stream's buffers and strategies is a part of the start that nothing here has use for.
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

    /// <summary>Reads a stream to its end, or to where it shows that it is no checkpoint.</summary>
    /// <exception cref="IOException">The stream says that it has read less than nothing, or more than it was asked for.</exception>
    public static CheckpointMemory Copy(Stream stream, string checkpoint)
    {
        // One byte more than it says, so that the read that finds the end has room.
        long said = stream.CanSeek ? Math.Max(stream.Length - stream.Position, 0) : 0;
        long capacity = Math.Clamp(said < long.MaxValue ? said + 1 : said, FirstBlock, MostTrusted);
        var buffer = new NativeBuffer(FirstBlock);
        try
        {
            long length = 0;
            long room = FirstBlock;
            bool isJudged = false;
            while (true)
            {
                if (!isJudged && length >= SafetensorsFormat.PrefixLength)
                {
                    isJudged = true;
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
    /// Looks at a resource of an assembly. Every runtime has those where they lie in the mapped assembly, in the bundle of a single file or in the native program,
    /// and reads them there; a stream of another kind, of an assembly that a program made for itself, is copied.
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

    /// <summary>Looks at bytes that the caller keeps where they are for as long as this is used.</summary>
    public static CheckpointMemory Borrow(byte* bytes, long length, string checkpoint) => new(null, null, bytes, length, checkpoint);

    /// <summary>The bytes of several checkpoints in sequence: those of part i begin where those of part i - 1 end. Disposing of it disposes of the parts.</summary>
    public static CheckpointMemory Join(CheckpointMemory[] parts, string checkpoint) => new(parts, checkpoint);

    /// <summary>The bytes, held until the lease is disposed even if another thread disposes this.</summary>
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

    /// <returns>False of a pipe or a device.</returns>
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
            // It may have been cut since its length was asked for; the parser will say so.
            long read = ReadFile(file, 0, new Span<byte>(buffer.Pointer, (int)length));

            // The file stays open: its share mode keeps writers out where there are such things.
            return new CheckpointMemory(buffer, file, buffer.Pointer, read, path);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <returns>The bytes that were there.</returns>
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
                    // Another thread disposes of the checkpoint and has come to this part.
                    Release(memory._parts.AsSpan(0, i));
                    throw;
                }
            }

            _memory = memory;
        }

        public long Length => _memory.Length;

        /// <summary>Whether bytes are where <see cref="Read"/> gives them; otherwise it fills the buffer.</summary>
        public bool IsInMemory => _memory.IsInMemory;

        /// <summary>A part of the bytes, which the caller knows to be within.</summary>
        /// <param name="offset">The first byte.</param>
        /// <param name="length">Bytes.</param>
        /// <param name="buffer">At least as many, for what is not in memory.</param>
        /// <returns>The bytes, in the buffer or where they are.</returns>
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

                // Another part is a file: whoever asks has a buffer, and counts on it being filled.
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
                // The handle's own check holds against a race, this one names what the user knows.
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
