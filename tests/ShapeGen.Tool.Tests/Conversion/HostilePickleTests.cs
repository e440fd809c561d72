using System.Diagnostics;
using System.IO.Compression;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Pickles that want more than tensors, and archives that are not what they say.</summary>
public sealed class HostilePickleTests : IDisposable
{
    private static readonly (string, byte[])[] Storage = [("data/0", new byte[24])];

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch", "load")]
    [InlineData("collections", "OrderedDict.fromkeys")]
    [InlineData("numpy.core.multiarray", "scalar")]
    public void A_call_is_refused_by_name_and_not_made(string module, string name)
    {
        string proof = _folder.At("proof");
        string byGlobal = Refuse(pickle => pickle.Global(module, name).Text($"touch {proof}").Op(0x85).Op("R"));
        Assert.Contains($"'{module}.{name}'", byGlobal, StringComparison.Ordinal);
        Assert.Contains("nothing in the file was run", byGlobal, StringComparison.Ordinal);

        string byStack = Refuse(pickle => pickle.Text(module).Text(name).Op(0x93).Text($"touch {proof}").Op(0x85).Op("R"));
        Assert.Contains($"'{module}.{name}'", byStack, StringComparison.Ordinal);

        string byInstance = Refuse(pickle => pickle.Op("(").Text($"touch {proof}").Op($"i{module}\n{name}\n"));
        Assert.Contains($"'{module}.{name}'", byInstance, StringComparison.Ordinal);
        Assert.False(File.Exists(proof));
    }

    [Fact]
    public void A_name_that_is_far_too_long_is_cut()
    {
        string message = Refuse(static pickle => pickle.Global(new string('a', 1 << 20), "b\u001b[2J"));
        Assert.True(message.Length < 1000, $"{message.Length} characters");
        Assert.DoesNotContain('\u001b', message);
    }

    [Theory]
    [InlineData("I1\n", "0x49")] // text forms of version 0
    [InlineData("\u0082\u0001", "0x82")] // extension registry
    [InlineData("P0\n", "0x50")] // an object outside, by text
    [InlineData("o", "0x6f")]
    public void Operations_that_tensors_do_not_need_are_refused(string signs, string code) =>
        Assert.Contains(code, Refuse(pickle => pickle.Op(signs)), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "0 values")]
    [InlineData("NN", "2 values")]
    [InlineData("(", "0 values")]
    [InlineData("t", "mark")]
    [InlineData("(R", "empty stack")]
    [InlineData("0", "empty stack")]
    [InlineData("a", "empty stack")]
    [InlineData("NNa", "not a list")]
    [InlineData("NNNs", "not a dictionary")]
    [InlineData("}(Nu", "key without a value")]
    [InlineData("}NNs", "no tensors")]
    [InlineData("}Nb", "not an OrderedDict")]
    [InlineData("NNR", "cannot be called")]
    [InlineData("NN\u0093", "not text")]
    [InlineData("h\u0005", "memo 5")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff", "4294967295 bytes")]
    [InlineData("T\u00ff\u00ff\u00ff\u00ff", "-1 bytes")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff", "-1 bytes")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "bytes")]
    [InlineData("ccollections", "bytes")]
    [InlineData("ccollections\nOrderedDict\n(NtR", "it does not take")]
    [InlineData("NQ", "not a PyTorch storage")]
    [InlineData("\u0080\u0009", "version 9")]
    public void Damaged_pickles_are_refused(string signs, string expected) =>
        Assert.Contains(expected, Refuse(pickle => pickle.Op(signs)), StringComparison.Ordinal);

    /// <summary>Training loops have keys of every kind; a tensor under one has no name.</summary>
    [Fact]
    public void A_tensor_under_a_key_that_gives_no_name_is_told()
    {
        Assert.Contains("neither text nor integers", Refuse(static pickle => pickle.Op("}N").Tensor(6, 0, [6], [1]).Op("s")), StringComparison.Ordinal);
        Assert.Contains(
            "under two keys that give the same name",
            Refuse(static pickle => pickle.Op("}K\u0001").Tensor(6, 0, [6], [1]).Op("s").Text("1").Tensor(6, 0, [6], [1]).Op("s")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_dictionary_in_itself_has_an_end() =>
        Assert.Contains("nested", Refuse(static pickle => pickle.Op("}q\u0000").Text("a").Op("h\u0000s")), StringComparison.Ordinal);

    [Fact]
    public void A_list_in_itself_has_an_end() =>
        Assert.Contains("nested", Refuse(static pickle => pickle.Op("]q\u0000h\u0000a")), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_does_not_overflow_the_stack()
    {
        string message = Refuse(static pickle => pickle.Op(new string(']', 100_000)).Op(new string('a', 99_999)));
        Assert.Contains("nested", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_lists_of_lists_have_an_end()
    {
        // Forty lists, each of ten times the one before: more values than anyone can count.
        string message = Refuse(static pickle =>
        {
            pickle.Op("]q\u0000");
            for (int i = 0; i < 40; i++)
            {
                pickle.Op("0](").Op(string.Concat(Enumerable.Repeat($"h{(char)i}", 10))).Op($"eq{(char)(i + 1)}");
            }
        });
        Assert.Contains("more than", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_objects_are_too_many() =>
        Assert.Contains("objects", Refuse(static pickle => pickle.Op("(").Op(new string('}', 3_000_000)).Op("t")), StringComparison.Ordinal);

    [Theory]
    [InlineData(6, 0, new long[] { 7 }, new long[] { 1 })] // one too many
    [InlineData(6, 1, new long[] { 2, 3 }, new long[] { 3, 1 })]
    [InlineData(6, -1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(6, 5, new long[] { 2 }, new long[] { -1 })]
    [InlineData(6, 0, new long[] { 2, 3 }, new long[] { 3 })]
    [InlineData(6, 0, new long[] { -2 }, new long[] { 1 })]
    [InlineData(6, 0, new long[] { 1L << 40, 1L << 40 }, new long[] { 0, 0 })]
    [InlineData(6, 0, new long[] { 3 }, new long[] { long.MaxValue })]
    [InlineData(6, long.MaxValue, new long[] { 1 }, new long[] { 1 })]
    [InlineData(7, 0, new long[] { 7 }, new long[] { 1 })] // the entry is shorter than the storage
    [InlineData(1L << 62, 0, new long[] { 6 }, new long[] { 1 })]
    [InlineData(-1, 0, new long[] { 6 }, new long[] { 1 })]
    [InlineData(6, 0, new long[] { 1L << 30 }, new long[] { 0 })] // repeats one element
    public void Views_outside_of_their_storage_are_refused(long count, long offset, long[] shape, long[] strides)
    {
        string message = Refuse(pickle => pickle.Tensor(count, offset, shape, strides));
        Assert.Contains(_folder.At("hostile.pt"), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_within_its_storage_is_not_refused()
    {
        (_, Dictionary<string, Golden> tensors) = _folder.Convert(Write(static pickle => pickle.Tensor(6, 1, [2, 2], [3, 1])));
        Assert.Equal(Golden.Of([0, 0, 0, 0], 2, 2), tensors["tensor"]);
    }

    [Fact]
    public void A_storage_that_is_missing_is_named()
    {
        string message = Refuse(static pickle => pickle.Tensor(6, 0, [6], [1], "../../secret"));
        Assert.Contains("'../../secret'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_storage_that_is_shared_without_end_is_refused()
    {
        string message = Refuse(static pickle =>
        {
            pickle.Op("](");
            for (int i = 0; i < 300; i++)
            {
                pickle.Tensor(6, 0, [6], [1]);
            }

            pickle.Op("e");
        });
        Assert.Contains("300 tensors", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Big_endian_storages_are_turned_around()
    {
        byte[] pickle = Pickles.Of(static pickle => pickle.Tensor(2, 0, [2], [1]));
        string path = _folder.Write("big.pt", Pickles.Archive(pickle, ("data/0", [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]), ("byteorder", "big"u8.ToArray())));
        Assert.Equal(Golden.Of([1, 2], 2), _folder.Convert(path).Tensors["tensor"]);
    }

    [Fact]
    public void A_tensor_of_an_untyped_storage_says_its_type()
    {
        byte[] pickle = Pickles.Of(static pickle => pickle.Global("torch._utils", "_rebuild_tensor_v3").Op("((").Text("storage").Global("torch.storage", "UntypedStorage")
            .Text("0").Text("cpu").Number(6).Op("tQ").Number(1).Numbers(2).Numbers(1).Op(0x89).Global("collections", "OrderedDict").Op(")R").Global("torch", "uint16").Op("tR"));
        string path = _folder.Write("untyped.pt", Pickles.Archive(pickle, ("data/0", [1, 2, 3, 4, 5, 6])));
        Assert.Equal(new Golden("U16", "2", "03040506"), _folder.Convert(path).Tensors["tensor"]);
    }

    [Fact]
    public void Negated_views_are_refused() =>
        Assert.Contains("resolve_neg", Refuse(static pickle => pickle.Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu")
            .Number(6).Op("tQ").Number(0).Numbers(6).Numbers(1).Op(0x89).Global("collections", "OrderedDict").Op(")R}").Text("neg").Op(0x88).Op("stR")), StringComparison.Ordinal);

    [Fact]
    public void A_zip_bomb_is_refused_before_it_is_unpacked()
    {
        byte[] archive = Compress("model/data/0", new byte[1 << 20], ("model/data.pkl", Pickles.Of(static pickle => pickle.Tensor(1 << 18, 0, [1 << 18], [1]))));
        Assert.Equal(1 << 18, _folder.Convert(_folder.Write("good.pt", archive)).Result.Parameters);

        // The announced lengths, in the list and before the entry, become a thousand times larger.
        byte[] bomb = Replace(archive, BitConverter.GetBytes(1 << 20), BitConverter.GetBytes(2_000_000_000));
        Stopwatch time = Stopwatch.StartNew();
        string message = _folder.Refuse(_folder.Write("bomb.pt", bomb));
        Assert.Contains("2000000000", message, StringComparison.Ordinal);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"{time.Elapsed}");
    }

    [Theory]
    [InlineData((1 << 20) + 4)]
    [InlineData((1 << 20) - 4)]
    public void A_length_that_is_not_true_is_told(int announced)
    {
        byte[] archive = Compress("model/data/0", new byte[1 << 20], ("model/data.pkl", Pickles.Of(static pickle => pickle.Tensor(100, 0, [100], [1]))));
        string message = _folder.Refuse(_folder.Write("wrong.pt", Replace(archive, BitConverter.GetBytes(1 << 20), BitConverter.GetBytes(announced))));
        Assert.Contains("model/data/0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_is_told()
    {
        byte[] archive = Pickles.Archive(Pickles.Of(static pickle => pickle.Tensor(4, 0, [4], [1])), ("data/0", Enumerable.Repeat((byte)0x5A, 16).ToArray()));
        int at = archive.AsSpan().IndexOf(Enumerable.Repeat((byte)0x5A, 16).ToArray());
        archive[at] ^= 1;
        Assert.Contains("checksum", _folder.Refuse(_folder.Write("flipped.pt", archive)), StringComparison.Ordinal);
    }

    /// <summary>Two views have it opened before anything is read.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_header_of_an_entry_is_told(int views)
    {
        byte[] archive = Pickles.Archive(
            Pickles.Of(pickle => pickle.Op("](").Tensor(4, 0, [4], [1]).Op(views == 1 ? "e" : "2e")), ("data/0", new byte[16]));

        // The entry's own header comes before its name, for the first time in the file.
        int at = archive.AsSpan().IndexOf("model/data/0"u8) - 30;
        Assert.Equal((byte)'P', archive[at]);
        archive[at] ^= 1;
        Assert.Contains("'model/data/0' cannot be read", _folder.Refuse(_folder.Write("damaged.pt", archive)), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entries_of_one_name_are_refused() =>
        Assert.Contains(
            "two entries named 'model/data/0'",
            _folder.Refuse(_folder.Write("twice.pt", Pickles.Archive(Pickles.Of(static pickle => pickle.Tensor(6, 0, [6], [1])), Storage[0], Storage[0]))),
            StringComparison.Ordinal);

    [Fact]
    public void A_pickle_that_is_far_too_long_is_not_read()
    {
        byte[] archive = Compress("model/data.pkl", new byte[65 << 20]);
        Assert.Contains("68157440 bytes", _folder.Refuse(_folder.Write("long.pt", archive)), StringComparison.Ordinal);
    }

    private static byte[] Compress(string name, byte[] content, params (string Name, byte[] Content)[] others)
    {
        MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string entryName, byte[] entryContent) in others.Append((name, content)))
            {
                using Stream entry = archive.CreateEntry(entryName, CompressionLevel.SmallestSize).Open();
                entry.Write(entryContent);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Replace(byte[] bytes, byte[] old, byte[] replacement)
    {
        byte[] changed = [.. bytes];
        int count = 0;
        for (int at = 0; bytes.AsSpan(at).IndexOf(old) is int found && found >= 0; at += found + old.Length)
        {
            replacement.CopyTo(changed, at + found);
            count++;
        }

        Assert.True(count > 0, "there is nothing to replace");
        return changed;
    }

    private string Write(Action<Pickles> write) => _folder.Write("hostile.pt", Pickles.Archive(Pickles.Of(write), Storage));

    private string Refuse(Action<Pickles> write) => _folder.Refuse(Write(write));
}
