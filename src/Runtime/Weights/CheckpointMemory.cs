using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ShapeGen;

/// <summary>
/// The bytes of a checkpoint at a fixed address: a file, mapped or read, a copy of its own, or memory that the caller holds still. What is
/// owned lies in safe handles, so that it is released without <see cref="Dispose"/> too.
/// </summary>
internal sealed unsafe class CheckpointMemory : IDisposable
{
    /// <summary>The first read from a stream of unknown length.</summary>
    private const int FirstBlock = 64 * 1024;

    /// <summary>
    /// Files of up to so many bytes are read, not mapped: it takes no longer, and what maps files is an assembly of its own, which takes
    /// a millisecond to load.
    /// </summary>
    private const int SmallFile = 1024 * 1024;

    private readonly SafeHandle? _handle;
    private readonly SafeFileHandle? _file;
    private readonly byte* _bytes;

    private CheckpointMemory(SafeHandle? handle, SafeFileHandle? file, byte* bytes, long length, string checkpoint)
    {
        _handle = handle;
        _file = file;
        _bytes = bytes;
        Length = length;
        Checkpoint = checkpoint;
    }

    public long Length { get; }

    /// <summary>How messages call it.</summary>
    public string Checkpoint { get; }

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

            return length <= SmallFile ? Read(file, length, path) : Map(file, length, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    public static CheckpointMemory Copy(Stream stream, string checkpoint)
    {
        // One byte more than it says, so that the read that finds the end has room.
        long capacity = stream.CanSeek ? Math.Max(stream.Length - stream.Position, 0) + 1 : FirstBlock;
        var buffer = new NativeBuffer(capacity);
        try
        {
            long length = 0;
            while (true)
            {
                if (length == capacity)
                {
                    capacity *= 2;
                    buffer.Resize(capacity);
                }

                int read = stream.Read(new Span<byte>(buffer.Pointer + length, (int)Math.Min(capacity - length, int.MaxValue)));
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

    /// <summary>Looks at bytes that the caller keeps where they are for as long as this is used.</summary>
    public static CheckpointMemory Borrow(byte* bytes, long length, string checkpoint) => new(null, null, bytes, length, checkpoint);

    /// <summary>The bytes, held until the lease is disposed even if another thread disposes this.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Lease Acquire() => new(this);

    public void Dispose()
    {
        _handle?.Dispose();
        _file?.Dispose();
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

    private static CheckpointMemory Read(SafeFileHandle file, long length, string path)
    {
        var buffer = new NativeBuffer(length);
        try
        {
            long done = 0;
            while (done < length)
            {
                int read = RandomAccess.Read(file, new Span<byte>(buffer.Pointer + done, (int)(length - done)), done);
                if (read == 0)
                {
                    // Cut since its length was asked for; the parser will say so.
                    break;
                }

                done += read;
            }

            return new CheckpointMemory(buffer, file, buffer.Pointer, done, path);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static CheckpointMemory Map(SafeFileHandle file, long length, string path)
    {
        using var mapping = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);

        // Of the accessor only the handle is kept. Disposing the accessor would close it; left alone, it holds nothing else.
        MemoryMappedViewAccessor view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        SafeMemoryMappedViewHandle handle = view.SafeMemoryMappedViewHandle;
        byte* bytes = null;
        handle.AcquirePointer(ref bytes);
        handle.ReleasePointer();

        // The file stays open: its share mode keeps writers from truncating what is mapped.
        return new CheckpointMemory(handle, file, bytes + view.PointerOffset, length, path);
    }

    /// <summary>The right to read.</summary>
    internal readonly ref struct Lease
    {
        private readonly CheckpointMemory _memory;

        public Lease(CheckpointMemory memory)
        {
            if (memory._handle is { } handle)
            {
                // The handle's own check holds against a race, this one names what the user knows.
                ObjectDisposedException.ThrowIf(handle.IsClosed, typeof(SafetensorsFile));
                bool added = false;
                handle.DangerousAddRef(ref added);
            }

            _memory = memory;
        }

        public long Length => _memory.Length;

        /// <summary>A part of the bytes, which the caller knows to lie within.</summary>
        public ReadOnlySpan<byte> Slice(long offset, int length) => new(_memory._bytes + offset, length);

        public void Dispose() => _memory._handle?.DangerousRelease();
    }
}
