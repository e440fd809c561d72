using System.Globalization;
using System.Text;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.Storage;
using ShapeGen.Tool.Formats;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>Reads the format of <c>torch.save</c> since PyTorch 1.6: a zip archive with a pickle of views, and an entry for each storage.</summary>
internal sealed class TorchReader : CheckpointReader
{
    /// <summary>The entry name of the pickle, in a folder of the archive.</summary>
    public const string PickleName = "data.pkl";

    private const int MaxPickleBytes = 64 << 20;
    private const int MaxSharing = 256;

    /// <summary>Bytes that even a small file may ask for.</summary>
    private const long FreeBytes = 256 << 20;

    private readonly CheckedArchive _archive;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _remarks = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The path of the dictionary to read, or null to detect it.</param>
    /// <param name="cancellation">Stops opening, and later writing tensors.</param>
    public TorchReader(string path, string? root, CancellationToken cancellation)
        : base(path)
    {
        RequireArchive();
        _cancellation = cancellation;
        _archive = new(path, cancellation);
        try
        {
            Tensors = Read(root);
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.PyTorch;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _archive?.Dispose();

    /// <summary>Checks that the file is a zip archive: with <c>--format</c>, it may be anything.</summary>
    private void RequireArchive()
    {
        byte[] start = new byte[64];
        using FileStream file = File.OpenRead(Path);
        ReadOnlySpan<byte> bytes = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (!bytes.StartsWith("PK"u8))
        {
            throw Bad(LegacyTorch.Explain(bytes) ?? LegacyTorch.NotAnArchive);
        }
    }

    private List<StoredTensor> Read(string? root)
    {
        string[] pickles = [.. _archive.Names.Where(static name => name == PickleName || name.EndsWith("/" + PickleName, StringComparison.Ordinal))];
        string folder = pickles is [string pickle]
            ? pickle[..^PickleName.Length]
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"the zip archive has {Text.Count(pickles.Length, "entry")} {PickleName}, but PyTorch's archives have one.").Replace("entrys", "entries", StringComparison.Ordinal));
        if (_archive.FindLength(folder + "constants.pkl") is not null)
        {
            throw Bad("this is a TorchScript program, from torch.jit.save. Save its tensors alone, in Python: torch.save(torch.jit.load(path, map_location=\"cpu\").state_dict(), \"state.pt\"), and convert state.pt.");
        }

        (object? content, IReadOnlyCollection<string> unknown) =
            PickleMachine.Read(_archive.ReadWhole(folder + PickleName, MaxPickleBytes), new PickleBudget(new FileInfo(Path).Length, _cancellation));
        bool isBigEndian = _archive.FindLength(folder + "byteorder") is not null
            && Encoding.ASCII.GetString(_archive.ReadWhole(folder + "byteorder", 16)) == "big";
        return [.. StateDictionary.Find(content, root, unknown, _remarks, _cancellation).Select(found => Locate(found, folder, isBigEndian))];
    }

    /// <summary>Limits sharing of storages: tied weights share one, and so do repeated layers, but a hostile file may share without limit.</summary>
    public override void Prepare(IReadOnlyList<StoredTensor> kept)
    {
        Int128 views = 0, storages = 0;
        Dictionary<string, int> uses = new(StringComparer.Ordinal);
        foreach (TorchView view in kept.OfType<TorchView>().Where(view => view.Archive == _archive))
        {
            views += view.SpanBytes;
            int before = uses.GetValueOrDefault(view.Entry);
            uses[view.Entry] = before + 1;
            if (before == 0)
            {
                storages += _archive.FindLength(view.Entry)!.Value;
            }
            else if (before == 1)
            {
                _archive.Share(view.Entry);
            }
        }

        // Compressed storages of zeros can be a thousand times larger than the file, so views are limited by the size of the file, too.
        long file = new FileInfo(Path).Length;
        if (views > storages * MaxSharing || views > Int128.Max((Int128)file * MaxSharing, FreeBytes))
        {
            throw Bad(string.Create(
                CultureInfo.InvariantCulture,
                $"its {kept.Count} tensors are views of {views} bytes in total, on storages of {storages} bytes in a file of {file}: more than {MaxSharing} times as much. Select some with --root or --keep, or save copies."));
        }
    }

    private StoredTensor Locate(NamedTensor found, string folder, bool isBigEndian)
    {
        if (found.Tensor is not { } tensor)
        {
            return new UnreadableTensor(found.Name, [], found.Problem!);
        }

        // A problem is reported only if the tensor is kept.
        return found.Problem is { } problem ? Unreadable(problem)
            : tensor.Type is not { } type ? Unreadable(TorchGlobals.WhyUnreadable(tensor.TypeName))
            : ProblemOfPlace(tensor, type, folder) is { } misfit ? Unreadable(misfit)
            : new TorchView(found.Name, type, tensor, Entry(tensor, folder), _archive, isBigEndian);

        UnreadableTensor Unreadable(string why) => new(found.Name, tensor.Shape, why);
    }

    private static string Entry(TorchTensor tensor, string folder) => $"{folder}data/{tensor.Storage.Key}";

    /// <summary>Why a view does not fit its storage; null if it does.</summary>
    private string? ProblemOfPlace(TorchTensor tensor, TensorType type, string folder)
    {
        string entry = Entry(tensor, folder);
        if (_archive.FindLength(entry) is not { } length)
        {
            return $"it is a view of the storage {Text.Quote(tensor.Storage.Key)}, which is not in the archive";
        }

        int size = tensor.Storage.IsUntyped ? 1 : type.Size();
        if (tensor.Storage.Count > length / size)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it is a view of a storage of {tensor.Storage.Count} elements of {size} bytes, but {Text.Quote(entry)} has {length} bytes");
        }

        long elements = tensor.Storage.Count * size / type.Size(), count;
        try
        {
            count = Shapes.Count(tensor.Shape);
        }
        catch (InvalidDataException exception)
        {
            return exception.Message.TrimEnd('.');
        }

        if (!IsWithin(tensor, count, elements))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"its shape, strides {Shapes.Show(tensor.Strides)} and offset {tensor.Offset} do not fit its storage of {elements} elements");
        }

        // A view that repeats elements is larger than its storage: a tiny file could ask for terabytes.
        return count <= elements
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"it repeats the {elements} elements of its storage. In Python: tensor.contiguous() before torch.save");
    }

    private static bool IsWithin(TorchTensor tensor, long count, long elements)
    {
        if (tensor.Offset < 0 || tensor.Strides.Count != tensor.Shape.Count || tensor.Strides.Any(static stride => stride < 0))
        {
            return false;
        }

        return count == 0 || tensor.Offset + Span(tensor) <= elements;
    }

    /// <summary>Number of storage elements from the first to the last of a nonempty tensor, including gaps.</summary>
    private static Int128 Span(TorchTensor tensor)
    {
        Int128 span = 1;
        for (int dimension = 0; dimension < tensor.Shape.Count; dimension++)
        {
            span += (Int128)(tensor.Shape[dimension] - 1) * tensor.Strides[dimension];
        }

        return span;
    }

    private sealed class TorchView(string name, TensorType type, TorchTensor tensor, string entry, CheckedArchive archive, bool isBigEndian)
        : StoredTensor(name, type, tensor.Shape)
    {
        /// <summary>The archive of its storage.</summary>
        public CheckedArchive Archive => archive;

        /// <summary>The entry of its storage.</summary>
        public string Entry => entry;

        /// <summary>Bytes to read for it.</summary>
        public Int128 SpanBytes => ByteCount == 0 || IsContiguous ? ByteCount : Span(tensor) * Type.Size();

        private bool IsContiguous => Shapes.IsContiguous(Shape, tensor.Strides);

        public override object? Identity => ByteCount > 0
            ? (entry, tensor.Offset, string.Join(',', tensor.Shape), string.Join(',', tensor.Strides), Type)
            : null;

        public override void CopyTo(Stream destination)
        {
            int size = Type.Size();
            if (IsContiguous)
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

            byte[] elements = Gather.Allocate((long)SpanBytes, Name);
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
