using System.Globalization;
using Microsoft.Win32.SafeHandles;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>A file of which pieces are read: where a tensor lies is known, its bytes are not in memory.</summary>
internal sealed class FileBytes : IDisposable
{
    private const int BlockBytes = 1 << 18;

    private readonly SafeFileHandle _handle;
    private readonly CancellationToken _cancellation;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops whatever reads it.</param>
    public FileBytes(string path, CancellationToken cancellation)
    {
        Path = path;
        _cancellation = cancellation;
        _handle = File.OpenHandle(path);
        Length = RandomAccess.GetLength(_handle);
    }

    /// <summary>As it was opened.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            _cancellation.ThrowIfCancellationRequested();
            int read = RandomAccess.Read(_handle, destination[..Math.Min(destination.Length, BlockBytes)], offset);
            if (read == 0)
            {
                throw ToolException.BadFile(Path, string.Create(CultureInfo.InvariantCulture, $"the file ends at {offset} bytes, where {destination.Length} more are expected."));
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
