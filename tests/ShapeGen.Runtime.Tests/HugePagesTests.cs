using System.Reflection;
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
        Assert.Equal(values, PackingTests.Unpacked(inPages.AsSpan(0, values.Length), Rows, Columns, 1, 1));

        ParameterLayout[] random = [layout[0].Uniform(0.5f)];
        inArray = PackingTests.ToArray(PackedWeights.CreateRandom(3, random, Small));
        inPages = PackingTests.ToArray(PackedWeights.CreateRandom(3, random, 2 * PageFloats));
        Assert.True(inPages.AsSpan(0, Small).SequenceEqual(inArray));
    }

    /// <summary>The pages are gone by then, as their own finalizer has run; what is left must not be read.</summary>
    [Fact]
    public void A_model_that_a_finalizer_brings_back_is_refused()
    {
        Drop();
        for (int i = 0; i < 20 && Returning.Weights is null; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // A collection that another test asked for may have begun to finalize: the pages' finalizer can come after the model's.
        GC.WaitForPendingFinalizers();
        PackedWeights weights = Returning.Weights!;
        float[] memory = new float[3 * 16];
        if (HugePages.TryAllocate(PageFloats) is null)
        {
            // In an array, they come back with the model.
            Call(weights, memory);
            Assert.Equal(5f, memory[16]);
            return;
        }

        var e = Assert.Throws<ObjectDisposedException>(() => Call(weights, memory));
        Assert.StartsWith("The model's weights are freed: it was finalized and then resurrected by a finalizer. Keep a reference to it instead.", e.Message, StringComparison.Ordinal);
        Assert.Equal(0f, memory[16]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Drop() => _ = new Returning(Fives());
    }

    /// <summary>Their finalizer runs while a call does: it must not take the pages from under it.</summary>
    [Fact]
    public void Pages_stay_until_the_call_that_reads_them_ends()
    {
        PackedWeights weights = Fives();
        FieldInfo pages = typeof(PackedWeights).GetField("_pages", BindingFlags.Instance | BindingFlags.NonPublic)!;
        FreeingBody.Before = () => ((HugePages?)pages.GetValue(weights))?.Dispose();
        float[] memory = new float[3 * 16];
        Execution.Run<FreeingBody>(weights, memory.AsSpan(0, 1), memory.AsSpan(16, 1), memory.AsSpan(32), CallShape.Of(batch: 1, tokens: 1, threads: 1));
        Assert.Equal(5f, memory[16]);
        if (pages.GetValue(weights) is not null)
        {
            Assert.Throws<ObjectDisposedException>(() => Call(weights, memory));
        }
    }

    private static PackedWeights Fives() => PackedWeights.CreateRandom(1, [ParameterLayout.Vector("weight", PageFloats, 0).Filled(5f)], PageFloats);

    private static void Call(PackedWeights weights, float[] memory)
    {
        FreeingBody.Before = null;
        Execution.Run<FreeingBody>(weights, memory.AsSpan(0, 1), memory.AsSpan(16, 1), memory.AsSpan(32), CallShape.Of(batch: 1, tokens: 1, threads: 1));
    }

    /// <summary>Keeps what it holds from being forgotten, once.</summary>
    private sealed class Returning(PackedWeights weights)
    {
        private static volatile PackedWeights? s_weights;

        public static PackedWeights? Weights => s_weights;

        ~Returning() => s_weights = weights;
    }

    /// <summary>Answers with the first weight.</summary>
    private readonly struct FreeingBody : IBody
    {
        public static Action? Before { get; set; }

        public static int Phases => 1;

        public static int RowBlock => 16;

        public static bool NeedsSequences => false;

        public static long PhaseRows(int phase, in GroupShape group) => group.Rows;

        public static int PhaseStages(int phase) => 1;

        public static long SharedFloats(in GroupShape group) => 0;

        public static long WorkerFloats(in GroupShape group) => 0;

        public static void Run(in Part part)
        {
            Before?.Invoke();
            part.Output = part.Weights;
        }
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
        static void Load()
        {
            using PackedWeights.Lease weights = PackedWeights.CreateRandom(1, [], Floats).Acquire();
            weights.Origin = 1;
        }

        static long Size() => long.Parse(
            File.ReadAllText("/proc/self/statm").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
