using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ShapeGen.Tool.Conversion;
using ShapeGen.Tool.Conversion.PyTorch;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Files of some kilobytes that ask for gigabytes, or for work without end: each ends soon, in little memory.</summary>
public sealed class PickleCostTests : IDisposable
{
    private static readonly (string, byte[])[] Storage = [("model/data/0", new byte[4])];

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\u0088")] // values
    [InlineData("K\u0007")] // small numbers
    [InlineData("J\u0000\u0001\u0000\u0001")] // larger ones
    [InlineData("C\u0001a")] // bytes
    [InlineData("U\u0001a")] // text
    [InlineData("G\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000")]
    [InlineData("}")]
    [InlineData(")")]
    [InlineData("(")]
    [InlineData("N\u0094")] // places in the memo
    [InlineData("N0")] // nothing is left of it
    [InlineData("cm\nn\n)R")] // calls of what is not known
    public void A_pickle_that_repeats_one_thing_has_an_end(string signs)
    {
        StringBuilder text = new();
        while (text.Length < 24_000_000)
        {
            text.Append(signs);
        }

        string message = RefuseSoon(Compressed(Pickles.Of(pickle => pickle.Op(text.ToString()))));
        Assert.Contains("more objects than 64 MB", message, StringComparison.Ordinal);
    }

    /// <summary>A call may look at its arguments: a million times a tuple of a million.</summary>
    [Fact]
    public void Calls_with_one_large_tuple_have_an_end()
    {
        string call = "h\u0001h\u0000R0";
        string message = RefuseSoon(Compressed(Pickles.Of(pickle => pickle
            .Op("(").Op(new string('N', 1_000_000)).Op("tq\u0000").Global("torch", "device").Op("q\u0001").Op(string.Concat(Enumerable.Repeat(call, 1_000_000))))));
        Assert.Contains("more objects", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionaries_made_of_one_large_list_have_an_end()
    {
        string pairs = string.Concat(Enumerable.Repeat("K\u0001K\u0002\u0086", 100_000)), call = "h\u0001h\u0000R0";
        string message = RefuseSoon(Compressed(Pickles.Of(pickle => pickle
            .Op("](").Op(pairs).Op("e\u0085q\u0000").Global("collections", "OrderedDict").Op("q\u0001").Op(string.Concat(Enumerable.Repeat(call, 100_000))))));
        Assert.Contains("more objects", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_of_one_large_tuple_have_an_end()
    {
        string message = RefuseSoon(Compressed(Pickles.Of(static pickle => pickle.Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", "FloatStorage")
            .Text("0").Text("cpu").Number(1).Op("tQ").Number(0).Numbers(new long[1000]).Numbers(1).Op(0x89).Global("collections", "OrderedDict").Op(")RtR"))));
        Assert.Contains("1000 dimensions", message, StringComparison.Ordinal);
    }

    /// <summary>Each dictionary has the one before under two long names: 2^30 tensors, and names of a megabyte.</summary>
    [Theory]
    [InlineData(30, 50_000)]
    [InlineData(18, 200)]
    [InlineData(30, 1)]
    public void Names_that_multiply_have_an_end(int depth, int length)
    {
        byte[] pickle = Pickles.Of(pickle =>
        {
            pickle.Tensor(1, 0, [1], [1]).Op("q\u0000");
            for (int i = 0; i < depth; i++)
            {
                pickle.Op("0}(").Text(new string('a', length)).Op("h\u0000").Text(new string('b', length)).Op("h\u0000uq\u0000");
            }
        });
        Assert.Contains("contain each other so often", RefuseSoon(Compressed(pickle)), StringComparison.Ordinal);
    }

    /// <summary>Whether there are tensors is asked of each item of a training loop's file; each of these leads into all the others.</summary>
    [Fact]
    public void Items_that_share_all_they_have_are_looked_at_once()
    {
        byte[] pickle = Pickles.Of(static pickle =>
        {
            pickle.Op("](").Op(new string(']', 100_000)).Op("eq\u0000").Op("0}(").Text("state_dict").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("s");
            for (int i = 0; i < 10_000; i++)
            {
                pickle.Text($"{i}").Op("h\u0000");
            }

            pickle.Op("u");
        });
        Assert.Contains("so often", RefuseSoon(Compressed(pickle)), StringComparison.Ordinal);
    }

    /// <summary>Thousands of tensors that are each an element of one compressed storage: it is unpacked once, not for each.</summary>
    [Fact]
    public void A_shared_storage_is_unpacked_once()
    {
        const int Count = 5000, Elements = 16 << 20;
        byte[] pickle = Pickles.Of(static pickle =>
        {
            pickle.Op("}(");
            for (int i = 0; i < Count; i++)
            {
                pickle.Text($"t{i}").Tensor(Elements, Elements - 1 - i, [1], [1]);
            }

            pickle.Op("u");
        });
        byte[] storage = new byte[Elements * sizeof(float)];
        BitConverter.TryWriteBytes(storage.AsSpan(^4..), 7f);
        string path = _folder.Write("inflate.pt", Compress(("model/data.pkl", pickle), ("model/data/0", storage)));
        Stopwatch time = Stopwatch.StartNew();
        (_, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(Count, tensors.Count);
        Assert.Equal(Golden.Of([7], 1), tensors["t0"]);
        Assert.Equal(Golden.Of([0], 1), tensors["t4999"]);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"{time.Elapsed}");
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "shapegen-inflated-*"));
    }

    /// <summary>The same without compression: the archive is read where the element is.</summary>
    [Fact]
    public void A_shared_storage_that_is_not_compressed_is_read_in_place()
    {
        byte[] pickle = Pickles.Of(static pickle =>
        {
            pickle.Op("}(");
            for (int i = 0; i < 2000; i++)
            {
                pickle.Text($"t{i}").Tensor(16 << 20, i, [1], [1]);
            }

            pickle.Op("u");
        });
        string path = _folder.Write("stored.pt", Pickles.Archive(pickle, ("data/0", new byte[64 << 20])));
        Stopwatch time = Stopwatch.StartNew();
        Assert.Equal(2000, _folder.Convert(path).Tensors.Count);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"{time.Elapsed}");
    }

    /// <summary>Two hundred copies of a compressed storage of zeros would be gigabytes of a file of some kilobytes.</summary>
    [Fact]
    public void Copies_that_the_file_has_no_right_to_are_refused()
    {
        byte[] pickle = Pickles.Of(static pickle =>
        {
            pickle.Op("](");
            for (int i = 0; i < 200; i++)
            {
                pickle.Tensor(4 << 20, 0, [4 << 20], [1]);
            }

            pickle.Op("e");
        });
        string path = _folder.Write("copies.pt", Compress(("model/data.pkl", pickle), ("model/data/0", new byte[16 << 20])));
        Assert.Contains("200 tensors are views of 3355443200 bytes", _folder.Refuse(path), StringComparison.Ordinal);

        // What is dropped is not asked for.
        Assert.Equal(4 << 20, _folder.Convert(path, static request => request with { Keep = ["7"] }).Result.Parameters);
    }

    /// <summary>100,000 tensors with usual names are no attack.</summary>
    [Fact]
    public void A_checkpoint_of_very_many_tensors_is_read()
    {
        byte[] pickle = Pickles.Of(static pickle =>
        {
            pickle.Op("}(");
            for (int i = 0; i < 30_000; i++)
            {
                pickle.Text($"model.layers.{i}.block_sparse_moe.experts.7.w1.weight").Tensor(1, 0, [1], [1], $"{i % 300}");
            }

            pickle.Op("u");
        });
        (string, byte[])[] storages = [.. Enumerable.Range(0, 300).Select(static i => ($"data/{i}", new byte[4]))];
        Assert.Equal(30_000, _folder.Convert(_folder.Write("many.pt", Pickles.Archive(pickle, storages))).Tensors.Count);
    }

    [Fact]
    public void Reading_a_pickle_can_be_stopped()
    {
        byte[] pickle = Pickles.Of(static pickle => pickle.Op(string.Concat(Enumerable.Repeat("N0", 1_000_000))).Op("N"));
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => PickleMachine.Read(pickle, new PickleBudget(pickle.Length, stop.Token)));
        Assert.Null(PickleMachine.Read(pickle, new PickleBudget(pickle.Length, CancellationToken.None)).Content);
    }

    /// <summary>Whatever is read, and however much of it is passed over: the next piece is not read any more.</summary>
    [Theory]
    [InlineData("state.pt")]
    [InlineData("compressed.npz")]
    [InlineData("version1.npy")]
    [InlineData("typed.onnx")]
    [InlineData("external.onnx")]
    [InlineData("state.pt.expected.safetensors")]
    [InlineData("shards-safetensors")]
    public void Reading_and_writing_can_be_stopped(string name)
    {
        string input = Path.Combine(ConversionFolder.Files, name);
        using CancellationTokenSource stop = new();
        using (CheckpointReader reader = Checkpoints.Open(input, null, new(), stop.Token))
        {
            reader.Prepare(reader.Tensors);
            stop.Cancel();
            foreach (StoredTensor tensor in reader.Tensors.Where(static tensor => tensor.Problem is null && tensor.ByteCount > 0))
            {
                Assert.ThrowsAny<OperationCanceledException>(() => tensor.CopyTo(new MemoryStream()));
            }
        }

        Assert.ThrowsAny<OperationCanceledException>(() => Checkpoints.Open(input, null, new(), stop.Token));
        ConversionRequest request = new() { Input = input, Output = _folder.Output };
        Assert.ThrowsAny<OperationCanceledException>(() => Converter.Convert(request, new StopsAtOnce(stop), stop.Token));
        Assert.False(File.Exists(_folder.Output));
    }

    private string RefuseSoon(byte[] archive)
    {
        string path = _folder.Write("hostile.pt", archive);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch time = Stopwatch.StartNew();
        string message = _folder.Refuse(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(8), $"{time.Elapsed}");
        Assert.True(allocated < 400 << 20, $"{allocated} bytes");
        return message;
    }

    private static byte[] Compressed(byte[] pickle) => Compress([("model/data.pkl", pickle), .. Storage]);

    private static byte[] Compress(params (string Name, byte[] Content)[] entries)
    {
        MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private sealed class StopsAtOnce(CancellationTokenSource stop) : IConversionProgress
    {
        public void Start(long bytes) => stop.Cancel();

        public void Add(long bytes) => throw new InvalidOperationException("nothing is to be written");
    }
}
