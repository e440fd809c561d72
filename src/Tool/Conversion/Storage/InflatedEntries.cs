using System.Globalization;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>
/// Entries of a compressed archive that many tensors are views of, unpacked once into a temporary file, which goes away when it is closed. In memory they would
/// be as large as a hostile archive likes.
/// </summary>
/// <param name="archivePath">For messages.</param>
internal sealed class InflatedEntries(string archivePath) : IDisposable
{
    private readonly Dictionary<string, long> _begins = new(StringComparer.Ordinal);
    private FileStream? _file;

    /// <summary>Copies a piece of an entry that was unpacked before.</summary>
    /// <returns>False if it was not.</returns>
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

    /// <summary>Where an entry is to be unpacked to: at the end. <see cref="Add"/> says that it was.</summary>
    /// <exception cref="ToolException">There is no room for it.</exception>
    public Stream Begin(string name, long length)
    {
        // Pieces are read from any place, and written in large ones: a buffer would read more than is asked for.
        string folder = Path.GetTempPath();
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (length > free)
        {
            throw ToolException.BadFile(archivePath, string.Create(
                CultureInfo.InvariantCulture, $"{Text.Quote(name)} is compressed and used by several tensors. It is unpacked once, to {length} bytes, and {free} are free in {folder}."));
        }

        _file ??= new(
            Path.Combine(folder, "shapegen-inflated-" + Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 0 });
        _file.Position = _file.Length;
        return _file;
    }

    /// <summary>The entry is there, as a whole and checked.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="length">Its bytes, which are the last of the file.</param>
    public void Add(string name, long length)
    {
        _begins.Add(name, _file!.Length - length);
    }

    /// <summary>Takes the temporary file away.</summary>
    public void Dispose() => _file?.Dispose();
}
