using System.Globalization;
using Microsoft.Win32.SafeHandles;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>A file that is read piece by piece.</summary>
internal sealed class FileBytes : IDisposable
{
    private const int BlockBytes = 1 << 18;

    private readonly SafeFileHandle _handle;
    private readonly CancellationToken _cancellation;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops reading.</param>
    public FileBytes(string path, CancellationToken cancellation)
    {
        Path = path;
        _cancellation = cancellation;
        _handle = File.OpenHandle(path);
        Length = RandomAccess.GetLength(_handle);
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Fills <paramref name="destination"/>, starting at <paramref name="offset"/>.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            _cancellation.ThrowIfCancellationRequested();
            int read = RandomAccess.Read(_handle, destination[..Math.Min(destination.Length, BlockBytes)], offset);
            if (read == 0)
            {
                throw ToolException.BadFile(Path, string.Create(CultureInfo.InvariantCulture, $"the file ends at {offset} bytes, but {destination.Length} more are expected."));
            }

            offset += read;
            destination = destination[read..];
        }
    }

    /// <summary>Copies a piece.</summary>
    public void CopyTo(long offset, long length, Stream destination)
    {
        byte[] block = new byte[(int)Math.Min(length, BlockBytes)];
        while (length > 0)
        {
            Span<byte> piece = block.AsSpan(0, (int)Math.Min(length, block.Length));
            Read(offset, piece);
            destination.Write(piece);
            offset += piece.Length;
            length -= piece.Length;
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _handle.Dispose();
}
