using System.Globalization;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>Reads a zip archive of arrays, as <c>np.savez</c> writes it. A tensor's name is that of its entry without <c>.npy</c>.</summary>
internal sealed class NpzReader : CheckpointReader
{
    /// <summary>The end of an array's entry name.</summary>
    public const string EntryEnd = ".npy";

    private readonly CheckedArchive _archive;

    /// <summary>Opens an archive.</summary>
    public NpzReader(string path, CancellationToken cancellation)
        : base(path)
    {
        _archive = new(path, cancellation);
        try
        {
            Tensors = [.. _archive.Names.Select(Read)];
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Npz;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _archive.Dispose();

    private StoredTensor Read(string entry)
    {
        if (!entry.EndsWith(EntryEnd, StringComparison.Ordinal))
        {
            return new UnreadableTensor(entry, [], $"the entry {Text.Quote(entry)} is not an array: its name does not end in {EntryEnd}");
        }

        string name = entry[..^EntryEnd.Length];
        try
        {
            int length = NpyHeader.MeasureHeader(_archive.ReadStart(entry, NpyHeader.PrefixLength));
            byte[] header = _archive.ReadStart(entry, length);
            if (header.Length < length)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the header takes {length} bytes, but the entry has only {header.Length}."));
            }

            NpyHeader read = NpyHeader.Read(header);
            if (read.Problem is not null)
            {
                return new UnreadableTensor(name, read.Shape, read.Problem);
            }

            NpzTensor tensor = new(name, entry, read, _archive);
            long rest = _archive.FindLength(entry)!.Value - length;
            return rest == tensor.ByteCount
                ? tensor
                : new UnreadableTensor(name, read.Shape, string.Create(
                    CultureInfo.InvariantCulture, $"in {Text.Quote(entry)}, {tensor.Type.HeaderName()} {Shapes.Show(tensor.Shape)} takes {tensor.ByteCount} bytes, but {rest} follow the header"));
        }
        catch (InvalidDataException exception)
        {
            return new UnreadableTensor(name, [], $"{Text.Quote(entry)}: {exception.Message.TrimEnd('.')}");
        }
        catch (ToolException exception)
        {
            // The archive reports a problem with this entry.
            return new UnreadableTensor(name, [], exception.Message.TrimEnd('.'));
        }
    }

    private sealed class NpzTensor(string name, string entry, NpyHeader header, CheckedArchive archive) : StoredTensor(name, header.Type, header.Shape)
    {
        public override void CopyTo(Stream destination) =>
            ArrayElements.Write(this, header, stream => archive.CopyTo(entry, header.Length, ByteCount, stream), destination);
    }
}
