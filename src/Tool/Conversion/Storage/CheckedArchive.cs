using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>
/// A zip archive that may be hostile. Impossible sizes and duplicate names are refused, and the length and checksum of everything that is read are checked.
/// </summary>
internal sealed class CheckedArchive : IDisposable
{
    /// <summary>The highest ratio of Deflate, which repeats at most 258 bytes with 2 bits.</summary>
    private const long MaxRatio = 1032;

    private const int MaxEntries = 1_000_000;

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private readonly InflatedEntries _inflated;
    private readonly CancellationToken _cancellation;

    /// <summary>Opens an archive and checks its directory.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="cancellation">Stops reading.</param>
    public CheckedArchive(string path, CancellationToken cancellation)
    {
        _path = path;
        _inflated = new(path);
        _cancellation = cancellation;
        CancellableStream file = new(File.OpenRead(path), cancellation);
        try
        {
            _archive = new(file, ZipArchiveMode.Read);
            AddEntries(file.Length);
        }
        catch (Exception exception) when (DamagedFile.IsIndicatedBy(exception))
        {
            file.Dispose();
            throw Bad($"the zip archive is damaged or truncated: {exception.Message}", exception);
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
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} has {length} bytes; at most {limit} are read."));
        }

        byte[] bytes = new byte[(int)length];
        using MemoryStream stream = new(bytes);
        CopyTo(name, 0, length, stream);
        return bytes;
    }

    /// <summary>Declares that an entry will be read several times: if it is compressed, it is unpacked once and kept.</summary>
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
        catch (Exception exception) when (DamagedFile.IsIndicatedBy(exception))
        {
            throw Bad($"{Text.Quote(name)} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the beginning of an entry without checking its checksum.</summary>
    public byte[] ReadStart(string name, int length)
    {
        byte[] start = new byte[(int)Math.Min(length, _entries[name].Length)];
        try
        {
            using Stream stream = _entries[name].Open();
            stream.ReadExactly(start);
            return start;
        }
        catch (Exception exception) when (DamagedFile.IsIndicatedBy(exception))
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
                    throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} has more than the {entry.Length} bytes that the archive states."));
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
        catch (Exception exception) when (DamagedFile.IsIndicatedBy(exception))
        {
            throw Bad($"{Text.Quote(name)} cannot be read: {exception.Message}", exception);
        }

        if (isChecked)
        {
            return;
        }

        if (position != entry.Length)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} ends after {position} bytes, but the archive states {entry.Length}."));
        }

        if (checksum.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} is damaged: its checksum is {checksum.GetCurrentHashAsUInt32():x8}, but the archive states {entry.Crc32:x8}."));
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
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"the zip archive has {_archive.Entries.Count} entries; at most {MaxEntries} are read."));
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
                    $"{Text.Quote(entry.FullName)} states {entry.Length} bytes, compressed to {entry.CompressedLength} of the file's {fileLength}, which is impossible."));
            }

            // Overlapping entries would count the same bytes several times.
            compressed = checked(compressed + entry.CompressedLength);
            if (compressed > fileLength)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"the entries of the zip archive take more than the file's {fileLength} bytes, so they overlap."));
            }
        }
    }

    private ToolException Bad(string problem, Exception? inner = null) => ToolException.BadFile(_path, problem, inner);
}
