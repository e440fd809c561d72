using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

public class ScratchTests
{
    [Fact]
    public void Rented_scratch_is_aligned_and_long_enough()
    {
        OnNewThread(() =>
        {
            foreach (int length in (int[])[0, 1, 15, 16, 17, 1000, 10, 100_000, 100_001])
            {
                using ScratchRental scratch = Scratch.Rent(length);
                Assert.Equal(length, scratch.Floats.Length);
                Assert.Equal(0u, Address(scratch.Floats) % 64);
                scratch.Floats.Fill(1);
            }
        });
    }

    [Fact]
    public void What_was_large_enough_once_is_never_allocated_again()
    {
        OnNewThread(() =>
        {
            nuint address = AddressOfRented(10_000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                using ScratchRental scratch = Scratch.Rent(10 * i);
                scratch.Floats.Fill(i);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            Assert.Equal(address, AddressOfRented(1));
        });
    }

    [Fact]
    public void Slow_growth_allocates_rarely()
    {
        OnNewThread(() =>
        {
            int moves = 0;
            nuint last = AddressOfRented(1000);
            for (int length = 1001; length < 10_000; length++)
            {
                nuint address = AddressOfRented(length);
                moves += address == last ? 0 : 1;
                last = address;
            }

            Assert.InRange(moves, 1, 10);
        });
    }

    [Fact]
    public void Threads_have_their_own()
    {
        nuint here = AddressOfRented(100);
        nuint there = 0;
        OnNewThread(() => there = AddressOfRented(100));
        Assert.NotEqual(here, there);
        Assert.Equal(here, AddressOfRented(100));
    }

    /// <summary>A call may run within another one of its thread, where a wait of the outer one handles messages.</summary>
    [Fact]
    public void A_call_within_a_call_has_its_own()
    {
        OnNewThread(() =>
        {
            nuint kept = AddressOfRented(1000);
            foreach (int inner in (int[])[10, 1000])
            {
                using ScratchRental outer = Scratch.Rent(1000);
                Assert.Equal(kept, Address(outer.Floats));
                outer.Floats.Fill(1);
                using (ScratchRental nested = Scratch.Rent(inner))
                {
                    nested.Floats.Fill(2);
                }

                Assert.Equal(-1, outer.Floats.IndexOfAnyExcept(1f));
            }

            // The longer one is kept, whichever call it was of.
            Assert.Equal(kept, AddressOfRented(1000));
            nuint longer = 0;
            using (Scratch.Rent(1000))
            {
                longer = AddressOfRented(5000);
            }

            Assert.Equal(longer, AddressOfRented(1000));
        });
    }

    [Fact]
    public void Impossible_lengths()
    {
        Assert.Throws<ArgumentOutOfRangeException>("length", () => { Scratch.Rent(-1); });
        Assert.Throws<ArgumentOutOfRangeException>("length", () => { Scratch.Rent(int.MaxValue); });
    }

    [Fact]
    public void A_callers_scratch_is_aligned_wherever_it_starts()
    {
        float[] memory = GC.AllocateArray<float>(200, pinned: true);
        for (int start = 0; start < 32; start++)
        {
            Span<float> scratch = Scratch.Align(memory.AsSpan(start, 100 + Scratch.AlignmentSlack), 100, "scratch");
            Assert.Equal(100, scratch.Length);
            Assert.Equal(0u, Address(scratch) % 64);
            Assert.True(memory.AsSpan(start, 100 + Scratch.AlignmentSlack).Overlaps(scratch, out int offset) && offset < 16);
        }
    }

    [Fact]
    public void A_callers_scratch_that_is_too_short_even_if_it_is_aligned()
    {
        float[] memory = GC.AllocateArray<float>(200, pinned: true);
        for (int start = 0; start < 16; start++)
        {
            var e = Assert.Throws<ArgumentException>("work", () => { Scratch.Align(memory.AsSpan(start, 114), 100, "work"); });
            Assert.StartsWith(
                "work holds 114 floats, but 115 are needed: 100, plus 15 to align them to 64 bytes. Allocate ScratchLength(tokens, threads) floats.",
                e.Message,
                StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>("work", () => { Scratch.Align(default, int.MaxValue, "work"); });
        Assert.True(Scratch.Align(memory, 0, "work").IsEmpty);
    }

    private static nuint AddressOfRented(int length)
    {
        using ScratchRental scratch = Scratch.Rent(length);
        return Address(scratch.Floats);
    }

    private static unsafe nuint Address(Span<float> span) => (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));

    private static void OnNewThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
