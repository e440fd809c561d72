using System.Globalization;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>
/// Compressed entries that several tensors share, unpacked once into a temporary file that is deleted on closing. They are not kept in memory, because
/// a hostile archive could make them arbitrarily large.
/// </summary>
/// <param name="archivePath">The path of the archive, for messages.</param>
internal sealed class InflatedEntries(string archivePath) : IDisposable
{
    private readonly Dictionary<string, long> _begins = new(StringComparer.Ordinal);
    private FileStream? _file;

    /// <summary>Copies a piece of an entry that has been unpacked.</summary>
    /// <returns>False if it has not been unpacked.</returns>
    public bool TryCopyTo(string name, long offset, long length, Stream destination, CancellationToken cancellation)
    {
        if (!_begins.TryGetValue(name, out long begin))
        {
            return false;
        }

        byte[] block = new byte[(int)Math.Min(length, 1 << 18)];
        _file!.Position = begin + offset;
        while (length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> piece = block.AsSpan(0, (int)Math.Min(length, block.Length));
            _file.ReadExactly(piece);
            destination.Write(piece);
            length -= piece.Length;
        }

        return true;
    }

    /// <summary>A stream to unpack an entry to; call <see cref="Add"/> afterwards.</summary>
    /// <exception cref="ToolException">There is not enough disk space.</exception>
    public Stream Begin(string name, long length)
    {
        // No buffer: reads go to arbitrary positions and writes are large, so a buffer would only read too much.
        string folder = Path.GetTempPath();
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (length > free)
        {
            throw ToolException.BadFile(archivePath, string.Create(
                CultureInfo.InvariantCulture, $"{Text.Quote(name)} is compressed and used by several tensors. It must be unpacked to {length} bytes, but only {free} are free in {folder}."));
        }

        _file ??= new(
            Path.Combine(folder, "shapegen-inflated-" + Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 0 });
        _file.Position = _file.Length;
        return _file;
    }

    /// <summary>Records an entry that has been unpacked completely and checked.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="length">Its number of bytes, which are the last of the file.</param>
    public void Add(string name, long length)
    {
        _begins.Add(name, _file!.Length - length);
    }

    /// <summary>Deletes the temporary file.</summary>
    public void Dispose() => _file?.Dispose();
}
