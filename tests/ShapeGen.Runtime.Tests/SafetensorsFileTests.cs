using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

public partial class SafetensorsFileTests
{
    private static readonly SafetensorsTensor[] Tensors =
    [
        SafetensorsTensor.FromSingles("proj.weight", [1, 2, 3, 4, 5, 6], 2, 3),
        SafetensorsTensor.FromDoubles("proj.bias", [0.5, -0.5], 2),
        new("ids", TensorType.I64, [1], new byte[8]),
    ];

    /// <summary>Two files: one that is small enough to be read at once, and one that is read when it is asked for.</summary>
    public static TheoryData<int> Sizes => [6, 400_000];

    [Fact]
    public void A_file_on_disk()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a.safetensors", SafetensorsWriter.ToBytes(Tensors, new Dictionary<string, string> { ["format"] = "pt" }));

        using SafetensorsFile file = SafetensorsFile.Open(path);

        Assert.Equal(path, file.Checkpoint);
        Assert.Equal(["proj.bias", "ids", "proj.weight"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2L, 3L], file.Tensors[2].Shape);
        Assert.Equal(TensorType.F32, file.Tensors[2].Type);
        Assert.Equal(6, file.Tensors[2].ElementCount);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.ReadSingles("proj.weight"));
        Assert.Equal([0.5f, -0.5f], file.ReadSingles("proj.bias"));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Disposing_lets_go_of_the_file(int elements)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("closed.safetensors", OfSize(elements));

        SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.True(OpenFiles.Holds(path));
        Assert.Equal(elements, file.ReadSingles("a").Length);
        file.Dispose();
        file.Dispose();

        Assert.False(OpenFiles.Holds(path));
        File.WriteAllText(path, "overwritten");
        File.Delete(path);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void While_open_others_may_read_but_not_write(int elements)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("shared.safetensors", OfSize(elements));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using SafetensorsFile again = SafetensorsFile.Open(path);

        Assert.Equal(file.ReadSingles("a"), again.ReadSingles("a"));
        Assert.Throws<IOException>(() => File.Open(path, FileMode.Open, FileAccess.Write));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2_000_000)]
    public void A_refused_file_is_not_held(int dataLength)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("refused.safetensors", Raw.File("{}", dataLength));

        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));

        Assert.False(OpenFiles.Holds(path));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_forgotten_file_is_released_by_the_collector(int elements)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("forgotten.safetensors", OfSize(elements));
        Forget(path);

        for (int i = 0; i < 20 && OpenFiles.Holds(path); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(OpenFiles.Holds(path));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(string path) => SafetensorsFile.Open(path).ReadSingles("a");
    }

    [Fact]
    public void A_disposed_file_says_so()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("disposed.safetensors", SafetensorsWriter.ToBytes(Tensors));
        SafetensorsFile mapped = SafetensorsFile.Open(path);
        SafetensorsFile copied = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));
        foreach (SafetensorsFile file in (SafetensorsFile[])[mapped, copied])
        {
            SafetensorsFile view = file.WithNames(name => name);
            file.Dispose();

            Assert.Equal("ShapeGen.SafetensorsFile", Assert.Throws<ObjectDisposedException>(() => file.ReadSingles("proj.weight")).ObjectName);
            Assert.Throws<ObjectDisposedException>(() => file.CopyTo("proj.weight", new float[6]));
            Assert.Throws<ObjectDisposedException>(() => file.WithNames(name => name));
            Assert.Throws<ObjectDisposedException>(() => view.ReadSingles("proj.weight"));
            Assert.Equal(3, file.Tensors.Count);
        }
    }

    [Fact]
    public void Missing_files_and_directories_are_io_errors()
    {
        using var directory = new TemporaryDirectory();
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(directory["none"]));
        Assert.Throws<UnauthorizedAccessException>(() => SafetensorsFile.Open(directory.FullName));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Open(""));
    }

    /// <summary>What has no length.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_pipe_is_read_to_its_end(int elements)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var directory = new TemporaryDirectory();
        string path = directory["pipe"];
        Assert.Equal(0, MakePipe(path, Convert.ToInt32("600", 8)));
        Task writing = Task.Run(() => File.WriteAllBytes(path, OfSize(elements)));

        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            await writing;
            Assert.False(OpenFiles.Holds(path));
            Assert.Equal(path, file.Checkpoint);
            Assert.Equal(elements, file.ReadSingles("a").Length);
        }
    }

    /// <summary>A stream whose first bytes say that it is none is not read on: it may never end.</summary>
    [Fact]
    public void A_stream_is_judged_by_its_first_bytes()
    {
        using var endless = new OddStream(asked => asked);
        CheckpointException refused = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(endless));
        Assert.Equal("the header's length is 18446744073709551615 bytes, more than the format's limit of 100000000", Assert.Single(refused.Problems));
        Assert.InRange(endless.BytesRead, 8, 64 * 1024);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_stream_that_reads_less_than_nothing_is_an_io_error(int read)
    {
        using var odd = new OddStream(_ => read);
        Assert.Contains($"Read returned {read}", Assert.Throws<IOException>(() => SafetensorsFile.Read(odd)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_reads_more_than_it_was_asked_for_is_an_io_error()
    {
        using var odd = new OddStream(asked => asked + 1);
        Assert.Contains("Read returned", Assert.Throws<IOException>(() => SafetensorsFile.Read(odd)).Message, StringComparison.Ordinal);
    }

    /// <summary>It takes the memory that it fills, not what it says.</summary>
    [Fact]
    public void A_stream_that_lies_about_its_length_is_read_to_its_end()
    {
        byte[] bytes = OfSize(6);
        using var lying = new OddStream(asked => 0) { Content = bytes, SaidLength = long.MaxValue };
        using SafetensorsFile file = SafetensorsFile.Read(lying);
        Assert.Equal(6, file.ReadSingles("a").Length);
    }

    /// <summary>A pipe that begins with a header's length that cannot be is refused while its writer is still there.</summary>
    [Fact]
    public async Task A_pipe_is_judged_by_its_first_bytes()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var directory = new TemporaryDirectory();
        string path = directory["pipe"];
        Assert.Equal(0, MakePipe(path, Convert.ToInt32("600", 8)));
        using var isRefused = new ManualResetEventSlim();
        Task writing = Task.Run(() =>
        {
            using var pipe = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            pipe.Write([255, 255, 255, 255, 255, 255, 255, 255]);
            pipe.Flush();
            Assert.True(isRefused.Wait(TimeSpan.FromSeconds(30)));
        });

        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));
        isRefused.Set();
        await writing;
    }

    [Fact]
    public void A_device_without_content_is_an_empty_file()
    {
        if (!OperatingSystem.IsWindows())
        {
            var e = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open("/dev/null"));
            Assert.StartsWith("it has 0 bytes", Assert.Single(e.Problems), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(1000, false)]
    [InlineData(int.MaxValue, true)]
    public void Streams_that_read_short(int most, bool seekable)
    {
        float[] values = [.. Enumerable.Range(0, 30_000).Select(i => i / 7f)];
        byte[] bytes = [1, 2, 3, .. SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("a", values, 300, 100)])];
        using var stream = new DrippingStream(bytes, most, seekable) { Position = 3 };

        using SafetensorsFile file = SafetensorsFile.Read(stream);

        Assert.Equal("<stream>", file.Checkpoint);
        Assert.Equal(values, file.ReadSingles("a"));
        Assert.True(stream.CanRead, "The stream is the caller's.");
    }

    [Fact]
    public void A_copy_is_independent_of_its_source()
    {
        byte[] bytes = SafetensorsWriter.ToBytes(Tensors);
        using SafetensorsFile file = SafetensorsFile.Read(bytes);
        bytes.AsSpan().Clear();
        Assert.Equal([1, 2, 3, 4, 5, 6], file.ReadSingles("proj.weight"));
    }

    [Fact]
    public void Reading_what_is_not_there_names_the_nearest()
    {
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));

        var e = Assert.Throws<CheckpointException>(() => file.ReadSingles("proj.wieght"));
        Assert.Equal("there is no tensor 'proj.wieght' among the file's 3; did you mean 'proj.weight'?", Assert.Single(e.Problems));
        e = Assert.Throws<CheckpointException>(() => file.ReadSingles("quite.something.else"));
        Assert.Equal("there is no tensor 'quite.something.else' among the file's 3", Assert.Single(e.Problems));
        e = Assert.Throws<CheckpointException>(() => file.ReadSingles("ids"));
        Assert.Equal("'ids' I64 [1] cannot be read as floats; F32, F64, F16 and BF16 can", Assert.Single(e.Problems));
    }

    [Fact]
    public void A_destination_may_be_longer_but_not_shorter()
    {
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));
        float[] longer = [9, 9, 9];
        file.CopyTo("proj.bias", longer);
        Assert.Equal([0.5f, -0.5f, 9], longer);

        var e = Assert.Throws<ArgumentException>("destination", () => file.CopyTo("proj.weight", new float[5]));
        Assert.StartsWith("destination holds 5 floats, but 'proj.weight' F32 [2, 3] has 6 elements.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Renamed_tensors()
    {
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));

        SafetensorsFile view = file.WithNames(name => name.StartsWith("proj.", StringComparison.Ordinal) ? name["proj.".Length..] : null);

        Assert.Equal(["bias", "weight"], view.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], view.ReadSingles("weight"));
        Assert.False(view.TryGetTensor("proj.weight", out _));
        Assert.True(file.TryGetTensor("proj.weight", out _));

        view.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadSingles("proj.weight"));
    }

    [Fact]
    public void Renaming_two_to_one_is_refused()
    {
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));

        var e = Assert.Throws<CheckpointException>(() => file.WithNames(_ => "x"));

        Assert.Equal(["'proj.bias' and 'ids' would both be named 'x'", "'proj.bias' and 'proj.weight' would both be named 'x'"], e.Problems);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(400_000)]
    public void Disposal_waits_for_readers_on_other_threads(int elements)
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("raced.safetensors", OfSize(elements));
        for (int i = 0; i < 20; i++)
        {
            SafetensorsFile file = SafetensorsFile.Open(path);
            using var started = new ManualResetEventSlim();
            var reader = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        started.Set();
                        Assert.Equal(elements - 1, file.ReadSingles("a")[^1]);
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            });
            reader.Start();
            started.Wait();
            file.Dispose();
            reader.Join();
        }
    }

    [Fact]
    public void Messages_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("fi-FI");
        try
        {
            Assert.Equal(
                "shape[0] of 'a' is -3, but must be a whole number from 0 to 9223372036854775807",
                Raw.Problem("{\"a\":{\"dtype\":\"F32\",\"shape\":[-3],\"data_offsets\":[0,0]}}"));
            Assert.Equal("1 float", Text.Count(1, "float"));
            Assert.Equal("-12 floats", Text.Count(-12, "float"));
            Assert.Equal("[-1, 1000]", Text.Shape<long>([-1, 1000]));
            var e = Assert.Throws<ArgumentException>(() => Guard.Tokens(new float[900], new float[900], 2, 64, 64));
            Assert.Contains("= 7.03.", e.Message, StringComparison.Ordinal);
            byte[] bytes = SafetensorsWriter.ToBytes(Tensors);
            using SafetensorsFile file = SafetensorsFile.Read(bytes);
            Assert.Equal(3, file.Tensors.Count);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>A file with one tensor, a, of 0, 1, 2 and so on.</summary>
    private static byte[] OfSize(int elements) =>
        SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("a", [.. Enumerable.Range(0, elements).Select(i => (float)i)], elements)]);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class DrippingStream(byte[] bytes, int most, bool seekable) : MemoryStream(bytes)
    {
        public override bool CanSeek => seekable;

        public override long Length => seekable ? base.Length : throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }
}
