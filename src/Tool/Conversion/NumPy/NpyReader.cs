using System.Globalization;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>Reads one NumPy array, which gets the name of its file.</summary>
internal sealed class NpyReader : CheckpointReader
{
    private readonly FileBytes _file;

    /// <summary>Opens a file.</summary>
    public NpyReader(string path, CancellationToken cancellation)
        : base(path)
    {
        _file = new(path, cancellation);
        try
        {
            Tensors = [Read()];
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Npy;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _file.Dispose();

    private StoredTensor Read()
    {
        byte[] start = new byte[(int)Math.Min(_file.Length, NpyHeader.PrefixLength)];
        _file.Read(0, start);
        byte[] header = new byte[NpyHeader.MeasureHeader(start)];
        _file.Read(0, header);
        NpyHeader read = NpyHeader.Read(header);
        string name = System.IO.Path.GetFileNameWithoutExtension(Path);
        if (read.Problem is not null)
        {
            return new UnreadableTensor(name, read.Shape, read.Problem);
        }

        NpyTensor tensor = new(name, read, _file);
        return _file.Length == header.Length + tensor.ByteCount
            ? tensor
            : new UnreadableTensor(name, read.Shape, string.Create(
                CultureInfo.InvariantCulture, $"{tensor.Type.HeaderName()} {Shapes.Show(tensor.Shape)} takes {tensor.ByteCount} bytes, but {_file.Length - header.Length} follow the header"));
    }

    private sealed class NpyTensor(string name, NpyHeader header, FileBytes file) : StoredTensor(name, header.Type, header.Shape)
    {
        public override void CopyTo(Stream destination) =>
            ArrayElements.Write(this, header, stream => file.CopyTo(header.Length, ByteCount, stream), destination);
    }
}
