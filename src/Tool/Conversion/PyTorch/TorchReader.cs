using System.Globalization;
using System.Text;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip archive with a pickle of views, and an entry for each storage.</summary>
internal sealed class TorchReader : CheckpointReader
{
    /// <summary>The entry of the pickle, in a folder of the archive.</summary>
    public const string PickleName = "data.pkl";

    private const int MaxPickleBytes = 64 << 20;
    private const int MaxSharing = 256;

    private readonly CheckedArchive _archive;
    private readonly List<string> _remarks = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The path of the dictionary that is the checkpoint, or null to find it out.</param>
    public TorchReader(string path, string? root)
        : base(path)
    {
        RequireArchive();
        _archive = new(path);
        try
        {
            Tensors = Read(root);
            RequireDifferentNames(Tensors);
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <summary>How files begin that PyTorch before 1.6 wrote: a pickle of a number of ten bytes.</summary>
    public static ReadOnlySpan<byte> LegacyMagic => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.PyTorch;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _archive?.Dispose();

    private void RequireArchive()
    {
        byte[] start = new byte[LegacyMagic.Length];
        using FileStream file = File.OpenRead(Path);
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (start.AsSpan(0, length).SequenceEqual(LegacyMagic))
        {
            throw Bad(
                "this is the format of PyTorch before 1.6, which is not read. Write it anew, in Python: "
                + "torch.save(torch.load(\"old.pt\", map_location=\"cpu\", weights_only=True), \"new.pt\"), and convert new.pt.");
        }

        if (!start.AsSpan(0, length).StartsWith("PK"u8))
        {
            throw Bad("this is no zip archive, as torch.save writes since PyTorch 1.6. If it is a pickle of arrays, load it in Python and write them with np.savez, and convert that.");
        }
    }

    private List<StoredTensor> Read(string? root)
    {
        string[] pickles = [.. _archive.Names.Where(static name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        string folder = pickles is [string pickle]
            ? pickle[..^PickleName.Length]
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"the zip archive has {Text.Count(pickles.Length, "entry")} {PickleName}, where PyTorch's have one.").Replace("entrys", "entries", StringComparison.Ordinal));
        if (_archive.FindLength(folder + "constants.pkl") is not null)
        {
            throw Bad("this is a TorchScript program, as torch.jit.save writes it. Write its tensors alone, in Python: torch.save(torch.jit.load(path, map_location=\"cpu\").state_dict(), \"state.pt\"), and convert state.pt.");
        }

        object? content = PickleMachine.Read(_archive.ReadWhole(folder + PickleName, MaxPickleBytes));
        bool isBigEndian = _archive.FindLength(folder + "byteorder") is not null
            && Encoding.ASCII.GetString(_archive.ReadWhole(folder + "byteorder", 16)) == "big";
        List<StoredTensor> tensors = [.. StateDictionary.Find(content, root, _remarks).Select(found => Locate(found.Name, found.Tensor, folder, isBigEndian))];
        RequireSensibleSharing(tensors, folder);
        return tensors;
    }

    /// <summary>Tied weights share a storage; so do the layers of a model that has one layer many times. A hostile file does it without end.</summary>
    private void RequireSensibleSharing(List<StoredTensor> tensors, string folder)
    {
        Int128 views = 0, storages = 0;
        foreach (StoredTensor tensor in tensors)
        {
            views += tensor.ByteCount;
        }

        foreach (string name in _archive.Names.Where(name => name.StartsWith($"{folder}data/", StringComparison.Ordinal)))
        {
            storages += _archive.FindLength(name)!.Value;
        }

        if (views > storages * MaxSharing)
        {
            throw Bad(string.Create(
                CultureInfo.InvariantCulture, $"its {tensors.Count} tensors are views of {views} bytes in all on storages of {storages} bytes: more than {MaxSharing} times as much. Choose some by --root, or store copies."));
        }
    }

    private StoredTensor Locate(string name, TorchTensor tensor, string folder, bool isBigEndian)
    {
        if (tensor.Type is not { } type)
        {
            return new UnreadableTensor(name, tensor.Shape, $"safetensors has no element type for {tensor.TypeName}");
        }

        string entry = $"{folder}data/{tensor.Storage.Key}";
        long length = _archive.FindLength(entry) ?? throw Bad($"{Text.Quote(name)} is a view of the storage {Text.Quote(tensor.Storage.Key)}, which is not in the archive.");
        int size = tensor.Storage.IsUntyped ? 1 : type.Size();
        if (tensor.Storage.Count > length / size)
        {
            throw Bad(string.Create(
                CultureInfo.InvariantCulture, $"{Text.Quote(name)} is a view of a storage of {tensor.Storage.Count} elements of {size} bytes, and {Text.Quote(entry)} has {length} bytes."));
        }

        long elements = tensor.Storage.Count * size / type.Size();
        long count = RequireWithin(name, tensor, elements);
        TorchView view = new(name, type, tensor, entry, _archive, isBigEndian);

        // A view that repeats elements is larger than what it is of: a file of some bytes could ask for terabytes.
        return count <= elements
            ? view
            : throw Bad(string.Create(
                CultureInfo.InvariantCulture, $"{Text.Quote(name)} {Shapes.Show(tensor.Shape)} repeats the {elements} elements of its storage. In Python: tensor.contiguous() before torch.save."));
    }

    /// <returns>How many elements the tensor has.</returns>
    private long RequireWithin(string name, TorchTensor tensor, long elements)
    {
        long count;
        try
        {
            count = Shapes.Count(tensor.Shape);
        }
        catch (InvalidDataException exception)
        {
            throw Bad($"{Text.Quote(name)}: {exception.Message}", exception);
        }

        bool isWithin = tensor.Offset >= 0 && tensor.Strides.Count == tensor.Shape.Count && tensor.Strides.All(static stride => stride >= 0);
        if (isWithin && count > 0)
        {
            Int128 last = tensor.Offset;
            for (int dimension = 0; dimension < tensor.Shape.Count; dimension++)
            {
                last += (Int128)(tensor.Shape[dimension] - 1) * tensor.Strides[dimension];
            }

            isWithin = last < elements;
        }

        return isWithin
            ? count
            : throw Bad(string.Create(
                CultureInfo.InvariantCulture,
                $"{Text.Quote(name)} has the shape {Shapes.Show(tensor.Shape)}, the strides {Shapes.Show(tensor.Strides)} and the offset {tensor.Offset}, which do not fit its storage of {elements} elements."));
    }

    private sealed class TorchView(string name, TensorType type, TorchTensor tensor, string entry, CheckedArchive archive, bool isBigEndian)
        : StoredTensor(name, type, tensor.Shape)
    {
        public override object? Identity => ByteCount > 0
            ? (entry, tensor.Offset, string.Join(',', tensor.Shape), string.Join(',', tensor.Strides), Type)
            : null;

        public override void CopyTo(Stream destination)
        {
            int size = Type.Size();
            if (Shapes.IsContiguous(Shape, tensor.Strides))
            {
                if (isBigEndian && size > 1)
                {
                    using ByteOrderStream turned = new(size, destination);
                    archive.CopyTo(entry, tensor.Offset * size, ByteCount, turned);
                }
                else
                {
                    archive.CopyTo(entry, tensor.Offset * size, ByteCount, destination);
                }

                return;
            }

            // From the first element to the last, with what is between.
            long span = 1;
            for (int dimension = 0; dimension < Shape.Count; dimension++)
            {
                span += (Shape[dimension] - 1) * tensor.Strides[dimension];
            }

            byte[] elements = Gather.Allocate(span * size, Name);
            using (MemoryStream memory = new(elements))
            {
                archive.CopyTo(entry, tensor.Offset * size, elements.Length, memory);
            }

            if (isBigEndian)
            {
                ByteOrderStream.Reverse(elements, size);
            }

            Gather.Write(elements, size, Shape, tensor.Strides, destination);
        }
    }
}
