using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

public class PackedWeightsTests
{
    private static readonly ParameterLayout[] Layout = [ParameterLayout.Panels("weight", 3, 2, 0, 4, 2), ParameterLayout.Vector("bias", 3, 16)];

    private static readonly SafetensorsTensor[] Tensors =
        [SafetensorsTensor.FromSingles("m.weight", [1, 2, 3, 4, 5, 6], 3, 2), SafetensorsTensor.FromSingles("m.bias", [7, 8, 9], 3)];

    private static readonly float[] Packed = [1, 3, 5, 0, 2, 4, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 9, 0];

    [Fact]
    public void From_a_path_the_file_is_not_kept()
    {
        using var directory = new TemporaryDirectory();
        string path = directory["m.safetensors"];
        SafetensorsWriter.Write(path, Tensors);

        PackedWeights weights = PackedWeights.Load(path, "m.", "M", Layout, 20);

        Assert.False(OpenFiles.Holds(path));
        File.Move(path, directory["moved"]);
        File.Delete(directory["moved"]);
        Assert.Equal(Packed, PackingTests.ToArray(weights));
    }

    [Fact]
    public void From_a_path_a_misfit_is_not_kept_either()
    {
        using var directory = new TemporaryDirectory();
        string path = directory["misfit.safetensors"];
        SafetensorsWriter.Write(path, Tensors);

        var e = Assert.Throws<CheckpointException>(() => PackedWeights.Load(path, "n.", "M", Layout, 20));

        Assert.Equal(path, e.Checkpoint);
        Assert.False(OpenFiles.Holds(path));
    }

    [Fact]
    public void From_an_open_file_it_stays_open()
    {
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));
        Assert.Equal(Packed, PackingTests.ToArray(PackedWeights.Load(file, "m.", "M", Layout, 20)));
        Assert.Equal([7, 8, 9], file.ReadSingles("m.bias"));
        Assert.Equal(Packed, PackingTests.ToArray(PackedWeights.Load(file.WithNames(name => name[2..]), "", "M", Layout, 20)));
    }

    [Fact]
    public void From_a_disposed_file()
    {
        SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(Tensors));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => PackedWeights.Load(file, "m.", "M", Layout, 20));
    }

    [Fact]
    public void From_bytes_nothing_but_the_weights_is_kept()
    {
        byte[] bytes = SafetensorsWriter.ToBytes(Tensors);
        PackedWeights weights = PackedWeights.Load(bytes, "m.", "M", Layout, 20);
        bytes.AsSpan().Fill(0xff);
        Assert.Equal(Packed, PackingTests.ToArray(weights));
        Assert.Throws<CheckpointException>(() => PackedWeights.Load(bytes, "m.", "M", Layout, 20));
        Assert.Throws<CheckpointException>(() => PackedWeights.Load(default(ReadOnlySpan<byte>), "m.", "M", Layout, 20));
    }

    [Fact]
    public void Storage_is_aligned_and_stays_where_it_is()
    {
        PackedWeights[] all = [.. Enumerable.Range(0, 200).Select(i => PackedWeights.CreateRandom(1, [], i * 7))];
        nuint[] addresses = [.. all.Select(Address)];

        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.All(addresses, address => Assert.Equal(0u, address % 64));
        Assert.Equal(addresses, all.Select(Address));

        static unsafe nuint Address(PackedWeights weights)
        {
            using PackedWeights.Lease lease = weights.Acquire();
            return (nuint)Unsafe.AsPointer(ref lease.Origin);
        }
    }

    [Fact]
    public void Weights_go_with_their_model()
    {
        WeakReference model = Make();
        for (int i = 0; i < 20 && model.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(model.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Make()
        {
            PackedWeights weights = PackedWeights.CreateRandom(1, Layout, 1_000_000);
            using PackedWeights.Lease lease = weights.Acquire();
            lease.Origin = 1;
            return new WeakReference(weights);
        }
    }

    [Fact]
    public void Loading_allocates_little_but_the_weights()
    {
        const int Rows = 1000, Columns = 500;
        byte[] bytes = SafetensorsWriter.ToBytes([SafetensorsTensor.FromHalves("w", new Half[Rows * Columns], Rows, Columns)]);
        ParameterLayout[] layout = [ParameterLayout.Panels("w", Rows, Columns, 0, 8, 2)];
        PackedWeights.Load(bytes, "", "M", layout, Rows * Columns);

        long before = GC.GetAllocatedBytesForCurrentThread();
        PackedWeights.Load(bytes, "", "M", layout, Rows * Columns);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, Rows * Columns * 4, (Rows * Columns * 4) + 20_000);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(8, 3)]
    [InlineData(16, 2)]
    public void Random_weights_do_not_depend_on_packing(int lanes, int panelVectors)
    {
        const int Outputs = 62, Inputs = 7;
        const float Bound = 0.25f;
        int matrixLength = (Outputs + lanes - 1) / lanes * lanes * Inputs;
        ParameterLayout[] layout =
        [
            ParameterLayout.Vector("norm", 5, 0).Filled(1),
            ParameterLayout.Panels("w", Outputs, Inputs, 16, lanes, panelVectors).Uniform(Bound),
            ParameterLayout.Vector("b", 3, 8).Uniform(1),
            ParameterLayout.Vector("zero", 3, 12),
        ];

        float[] actual = PackingTests.ToArray(PackedWeights.CreateRandom(42, layout, 16 + matrixLength));

        // The same draws, laid out as the checkpoint would be.
        float[] plain = PackingTests.ToArray(PackedWeights.CreateRandom(
            42,
            [
                ParameterLayout.Vector("norm", 5, 0).Filled(1),
                ParameterLayout.Vector("w", Outputs * Inputs, 16).Uniform(Bound),
                ParameterLayout.Vector("b", 3, 8).Uniform(1),
                ParameterLayout.Vector("zero", 3, 12),
            ],
            16 + (Outputs * Inputs)));
        float[] matrix = plain[16..];
        Assert.All(matrix, value => Assert.InRange(value, -Bound, Bound));
        Assert.True(matrix.Max() > 0.24f && matrix.Min() < -0.24f);
        Assert.Equal(matrix.Length, matrix.Distinct().Count());
        Assert.All(plain[8..11], value => Assert.InRange(value, -1, 1));
        Assert.DoesNotContain(0, plain[8..11]);
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0, .. plain[8..11], 0, 0, 0, 0, 0], actual[..16]);
        Assert.Equal(matrix, PackingTests.Unpacked(actual.AsSpan(16), Outputs, Inputs, lanes, panelVectors));
    }

    [Fact]
    public void Random_numbers_of_a_seed_are_these_on_every_machine()
    {
        float[] values = PackingTests.ToArray(PackedWeights.CreateRandom(0, [ParameterLayout.Vector("v", 4, 0).Uniform(1)], 4));
        Assert.Equal(SeedZero, values);
        Assert.NotEqual(values, PackingTests.ToArray(PackedWeights.CreateRandom(1, [ParameterLayout.Vector("v", 4, 0).Uniform(1)], 4)));
    }

    /// <summary>Written down once: <c>new Random(0)</c>'s first doubles, from 0.7262432699679598 on, as 2x - 1.</summary>
    private static readonly float[] SeedZero = [0.45248654f, 0.6346507f, 0.5360454f, 0.11632238f];
}
