using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ShapeGen.Runtime.Tests.Embedding;

/// <summary>A checkpoint that is a resource of an assembly: read where it lies, let go of, and its errors.</summary>
public class ResourceTests
{
    private const string Resource = "encoder.safetensors";

    private static readonly Assembly Here = typeof(ResourceTests).Assembly;

    private static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "Checkpoints", Resource);

    private static readonly ParameterLayout[] Layout = [ParameterLayout.Panels("weight", 128, 64, 0, 16, 8), ParameterLayout.Vector("bias", 128, 128 * 64)];

    [Fact]
    public void It_holds_what_the_file_holds()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path);
        using SafetensorsFile resource = SafetensorsFile.OpenResource(Here, Resource);
        Assert.Equal("resource encoder.safetensors of ShapeGen.Runtime.Tests", resource.Checkpoint);
        Assert.Equal(file.Tensors.Select(tensor => tensor.ToString()), resource.Tensors.Select(tensor => tensor.ToString()));
        foreach (TensorInfo tensor in file.Tensors)
        {
            Assert.Equal(file.ReadSingles(tensor.Name), resource.ReadSingles(tensor.Name));
        }

        Assert.Equal(
            PackingTests.ToArray(PackedWeights.Load(Path, "pre_norm_ffn.1.", "M", Layout, (128 * 64) + 128)),
            PackingTests.ToArray(PackedWeights.Load(Here, Resource, "pre_norm_ffn.1.", "M", Layout, (128 * 64) + 128)));
    }

    /// <summary>The bytes that are packed from are those of the mapped assembly: at its very address.</summary>
    [Fact]
    public unsafe void It_is_read_where_it_is()
    {
        using var stream = Assert.IsAssignableFrom<UnmanagedMemoryStream>(Here.GetManifestResourceStream(Resource));
        using SafetensorsFile file = SafetensorsFile.OpenResource(Here, Resource);
        using CheckpointMemory.Lease lease = file.Acquire();
        Assert.True(lease.IsInMemory);
        Assert.Equal(stream.Length, lease.Length);
        fixed (byte* first = lease.Read(0, 8, default))
        {
            Assert.Equal((nint)stream.PositionPointer, (nint)first);
        }
    }

    /// <summary>Of 134 kB, what names and shapes take, and not the tensors nor the header.</summary>
    [Fact]
    public void Nothing_of_its_length_is_allocated()
    {
        SafetensorsFile.OpenResource(Here, Resource).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        using SafetensorsFile file = SafetensorsFile.OpenResource(Here, Resource);
        long opened = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(opened, 0, 16 * 1024);

        float[] values = new float[128 * 64];
        file.CopyTo("pre_norm_ffn.1.weight", values);
        before = GC.GetAllocatedBytesForCurrentThread();
        file.CopyTo("pre_norm_ffn.1.weight", values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_disposed_one_is_not_read_any_more()
    {
        SafetensorsFile file = SafetensorsFile.OpenResource(Here, Resource);
        SafetensorsFile view = file.WithNames(name => name);
        view.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadSingles("pre_norm_ffn.1.bias"));
        Assert.Throws<ObjectDisposedException>(() => view.ReadSingles("pre_norm_ffn.1.bias"));
        Assert.NotEmpty(file.Tensors);
    }

    [Fact]
    public void One_that_is_not_there_is_named_with_the_nearest()
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.OpenResource(Here, "encoders.safetensors"));
        Assert.Equal("resource encoders.safetensors of ShapeGen.Runtime.Tests", error.Checkpoint);
        Assert.Equal("the assembly has no resource 'encoders.safetensors'; did you mean 'encoder.safetensors'?", Assert.Single(error.Problems));

        error = Assert.Throws<CheckpointException>(() => PackedWeights.Load(typeof(SafetensorsFile).Assembly, "m.safetensors", "", "M", Layout, (128 * 64) + 128));
        Assert.Equal(
            "the assembly has no resource 'm.safetensors'; it has no resources: was it built with <ShapeGenCheckpoint Include=\"…\" Embed=\"true\" />?", Assert.Single(error.Problems));
        Assert.Throws<ArgumentNullException>(() => SafetensorsFile.OpenResource(null!, "x"));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.OpenResource(Here, ""));
    }

    [Fact]
    public void One_that_is_damaged_or_does_not_fit_is_named()
    {
        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.OpenResource(Here, "damaged.safetensors"));
        Assert.StartsWith("'resource damaged.safetensors of ShapeGen.Runtime.Tests' is not a valid safetensors file", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<CheckpointException>(() => PackedWeights.Load(Here, Resource, "pre_norm_ffn.4.", "M", Layout, (128 * 64) + 128));
        Assert.StartsWith("M cannot be loaded from 'resource encoder.safetensors of ShapeGen.Runtime.Tests' under the prefix 'pre_norm_ffn.4.'", error.Message, StringComparison.Ordinal);
        Assert.Contains("wrong shape: 'pre_norm_ffn.4.weight': expected [128, 64], found [64, 128]", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An assembly whose runtime gives another kind of stream.</summary>
    [Fact]
    public void Another_kind_of_stream_is_copied_and_closed()
    {
        OtherAssembly other = new(File.ReadAllBytes(Path));
        using SafetensorsFile file = SafetensorsFile.OpenResource(other, "any");
        Assert.False(other.Stream!.CanRead);
        Assert.Equal(128, file.ReadSingles("pre_norm_ffn.1.bias").Length);
    }

    /// <summary>An assembly that can be unloaded stays while its checkpoint is open, and goes when it is not.</summary>
    [Fact]
    public void An_open_one_keeps_its_assembly()
    {
        SafetensorsFile file = OpenInAnotherContext(out WeakReference context);
        Collect();
        Assert.True(context.IsAlive);
        using (SafetensorsFile expected = SafetensorsFile.Open(Path))
        {
            Assert.Equal(expected.ReadSingles("pre_norm_ffn.1.bias"), file.ReadSingles("pre_norm_ffn.1.bias"));
        }

        file.Dispose();
        for (int i = 0; context.IsAlive && i < 20; i++)
        {
            Collect();
        }

        Assert.False(context.IsAlive);
        GC.KeepAlive(file);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SafetensorsFile OpenInAnotherContext(out WeakReference reference)
    {
        var context = new AssemblyLoadContext("embedded", isCollectible: true);
        reference = new WeakReference(context);
        using var bytes = new MemoryStream(File.ReadAllBytes(Here.Location));
        SafetensorsFile file = SafetensorsFile.OpenResource(context.LoadFromStream(bytes), Resource);
        context.Unload();
        return file;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private sealed class OtherAssembly(byte[] content) : Assembly
    {
        public MemoryStream? Stream { get; private set; }

        public override AssemblyName GetName() => new("Other");

        public override Stream GetManifestResourceStream(string name) => Stream = new MemoryStream(content);
    }
}
