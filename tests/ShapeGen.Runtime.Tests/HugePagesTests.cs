using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime.Tests;

/// <summary>Weights from 2 MiB on, which Linux holds apart from the GC's memory.</summary>
public class HugePagesTests
{
    private const int PageFloats = 2 * 1024 * 1024 / sizeof(float);

    [Theory]
    [InlineData(0, false)]
    [InlineData(PageFloats - 1, false)]
    [InlineData(PageFloats, true)]
    [InlineData((3 * PageFloats) + 17, true)]
    public unsafe void From_a_page_on_zeroed_on_a_boundary(int floats, bool expected)
    {
        using HugePages? memory = HugePages.TryAllocate(floats);
        Assert.Equal(expected && OperatingSystem.IsLinux() && Environment.Is64BitProcess, memory is not null);
        if (memory is null)
        {
            return;
        }

        Span<float> all = new(memory.Origin, floats);
        Assert.Equal(0u, (nuint)memory.Origin % (2 * 1024 * 1024));
        Assert.Equal(-1, all.IndexOfAnyExcept(0f));
        all.Fill(1);
        Assert.False(memory.IsInvalid);
    }

    [Fact]
    public void More_than_there_is_gives_nothing() => Assert.Null(HugePages.TryAllocate(1L << 60));

    /// <summary>What is packed does not depend on where: a matrix just below a page, and the same one with zeros behind it that reach past a page.</summary>
    [Fact]
    public void The_same_weights_as_in_an_array()
    {
        const int Rows = 511, Columns = 1024, Small = 512 * Columns - 16;
        ParameterLayout[] layout = [ParameterLayout.Panels("w", Rows, Columns, 0, 1, 1)];
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => (i * 7919 % 10007) - 5000f)];
        byte[] bytes = SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("w", values, Rows, Columns)]);

        float[] inArray = PackingTests.ToArray(PackedWeights.Load(bytes, "", "M", layout, Small));
        float[] inPages = PackingTests.ToArray(PackedWeights.Load(bytes, "", "M", layout, 2 * PageFloats));
        Assert.True(inPages.AsSpan(0, Small).SequenceEqual(inArray));
        Assert.Equal(-1, inPages.AsSpan(Small).IndexOfAnyExcept(0f));
        Assert.Equal(PackingTests.Reference(values, Rows, Columns, 1, 1), inPages[..values.Length]);

        ParameterLayout[] random = [layout[0].Uniform(0.5f)];
        inArray = PackingTests.ToArray(PackedWeights.CreateRandom(3, random, Small));
        inPages = PackingTests.ToArray(PackedWeights.CreateRandom(3, random, 2 * PageFloats));
        Assert.True(inPages.AsSpan(0, Small).SequenceEqual(inArray));
    }

    /// <summary>64 GiB of addresses in turn, without a collection that a test asks for: the pressure on the GC must do.</summary>
    [Fact]
    public void Loading_again_and_again_does_not_grow_the_process()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int Floats = 8 * PageFloats;
        long before = Size();
        long most = 0;
        for (int load = 0; load < 4096; load++)
        {
            Load();
            most = Math.Max(most, Size() - before);
        }

        Assert.True(most < 16L << 30, $"The process grew by {most >> 20} MiB of addresses.");
        for (int i = 0; i < 20 && Size() - before > 1L << 30; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(Size() - before < 1L << 30, $"{(Size() - before) >> 20} MiB are left.");

        // A page of it is touched: enough to be taken back.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Load() => PackedWeights.CreateRandom(1, [], Floats).Origin = 1;

        static long Size() => long.Parse(
            File.ReadAllText("/proc/self/statm").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
