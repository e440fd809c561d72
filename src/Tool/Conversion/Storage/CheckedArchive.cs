using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>
/// A zip archive that may be hostile: an entry is believed only as far as it can be true, names are different, and what is read has the length and the
/// checksum that were announced.
/// </summary>
internal sealed class CheckedArchive : IDisposable
{
    /// <summary>Deflate repeats at most 258 bytes with 2 bits.</summary>
    private const long MaxRatio = 1032;

    private const int MaxEntries = 1_000_000;

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private readonly InflatedEntries _inflated;
    private readonly CancellationToken _cancellation;

    /// <summary>Opens an archive and checks its list.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellation">Stops whatever reads it.</param>
    public CheckedArchive(string path, CancellationToken cancellation)
    {
        _path = path;
        _inflated = new(path);
        _cancellation = cancellation;
        WatchedStream file = new(File.OpenRead(path), cancellation);
        try
        {
            _archive = new(file, ZipArchiveMode.Read);
            AddEntries(file.Length);
        }
        catch (Exception exception) when (DamagedFile.IsShownBy(exception))
        {
            file.Dispose();
            throw Bad($"the zip archive is damaged or cut off: {exception.Message}", exception);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The names of the entries, in the order of the archive.</summary>
    public IEnumerable<string> Names => _archive.Entries.Select(static entry => entry.FullName);

    /// <summary>Bytes of an entry, or null if there is none.</summary>
    public long? FindLength(string name) => _entries.TryGetValue(name, out ZipArchiveEntry? entry) ? entry.Length : null;

    /// <summary>Reads an entry that must be small.</summary>
    public byte[] ReadWhole(string name, int limit)
    {
        long length = _entries[name].Length;
        if (length > limit)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} has {length} bytes; more than {limit} are not read."));
        }

        byte[] bytes = new byte[(int)length];
        using MemoryStream stream = new(bytes);
        CopyTo(name, 0, length, stream);
        return bytes;
    }

    /// <summary>Says that an entry will be read more than once: if that means to unpack it anew, it is unpacked once and kept.</summary>
    public void Share(string name)
    {
        try
        {
            using Stream stream = _entries[name].Open();
            if (!stream.CanSeek)
            {
                _shared.Add(name);
            }
        }
        catch (Exception exception) when (DamagedFile.IsShownBy(exception))
        {
            throw Bad($"{Text.Quote(name)} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the beginning of an entry, without its checksum.</summary>
    public byte[] ReadStart(string name, int length)
    {
        byte[] start = new byte[(int)Math.Min(length, _entries[name].Length)];
        try
        {
            using Stream stream = _entries[name].Open();
            stream.ReadExactly(start);
            return start;
        }
        catch (Exception exception) when (DamagedFile.IsShownBy(exception))
        {
            throw Bad($"{Text.Quote(name)} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Copies a piece of an entry. The first time, the whole entry is read for its checksum.</summary>
    public void CopyTo(string name, long offset, long length, Stream destination)
    {
        if (!_shared.Contains(name))
        {
            Read(name, offset, length, destination);
        }
        else if (!_inflated.TryCopyTo(name, offset, length, destination, _cancellation))
        {
            long whole = _entries[name].Length;
            Read(name, 0, whole, _inflated.Begin(name, whole));
            _inflated.Add(name, whole);
            _inflated.TryCopyTo(name, offset, length, destination, _cancellation);
        }
    }

    private void Read(string name, long offset, long length, Stream destination)
    {
        bool isChecked = _checked.Contains(name);
        ZipArchiveEntry entry = _entries[name];
        byte[] block = new byte[(int)Math.Min(entry.Length, 1 << 18) + 1];
        Crc32 checksum = new();
        long position = 0;
        try
        {
            using Stream stream = entry.Open();
            if (isChecked && stream.CanSeek)
            {
                stream.Position = position = offset;
            }

            while (!(isChecked && position >= offset + length) && stream.Read(block) is int read && read > 0)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (position + read > entry.Length)
                {
                    throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} has more than the {entry.Length} bytes that the archive announces."));
                }

                checksum.Append(block.AsSpan(0, read));
                long from = Math.Max(offset, position), to = Math.Min(offset + length, position + read);
                if (from < to)
                {
                    destination.Write(block.AsSpan((int)(from - position), (int)(to - from)));
                }

                position += read;
            }
        }
        catch (Exception exception) when (DamagedFile.IsShownBy(exception))
        {
            throw Bad($"{Text.Quote(name)} cannot be read: {exception.Message}", exception);
        }

        if (isChecked)
        {
            return;
        }

        if (position != entry.Length)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} ends after {position} bytes, and the archive announces {entry.Length}."));
        }

        if (checksum.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} is damaged: its checksum is {checksum.GetCurrentHashAsUInt32():x8}, and the archive announces {entry.Crc32:x8}."));
        }

        _checked.Add(name);
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _archive.Dispose();
        _inflated.Dispose();
    }

    private void AddEntries(long fileLength)
    {
        if (_archive.Entries.Count > MaxEntries)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"the zip archive has {_archive.Entries.Count} entries; more than {MaxEntries} are not read."));
        }

        long compressed = 0;
        foreach (ZipArchiveEntry entry in _archive.Entries)
        {
            if (!_entries.TryAdd(entry.FullName, entry))
            {
                throw Bad($"the zip archive has two entries named {Text.Quote(entry.FullName)}.");
            }

            if (entry.IsEncrypted)
            {
                throw Bad($"{Text.Quote(entry.FullName)} is encrypted.");
            }

            if (entry.Length < 0 || entry.CompressedLength < 0 || entry.CompressedLength > fileLength || entry.Length / MaxRatio > entry.CompressedLength)
            {
                throw Bad(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Text.Quote(entry.FullName)} announces {entry.Length} bytes in {entry.CompressedLength} of the file's {fileLength}, which cannot be true."));
            }

            // Entries that lie on one another: the same bytes counted many times.
            compressed = checked(compressed + entry.CompressedLength);
            if (compressed > fileLength)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"the entries of the zip archive take more than the file's {fileLength} bytes, so that they overlap."));
            }
        }
    }

    private ToolException Bad(string problem, Exception? inner = null) => ToolException.BadFile(_path, problem, inner);
}
