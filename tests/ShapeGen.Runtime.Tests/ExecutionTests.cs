using System.Runtime.Intrinsics;

namespace ShapeGen.Runtime.Tests;

/// <summary>How a call is cut into groups, phases and parts, and that all of it is done once and in order.</summary>
public class ExecutionTests
{
    private static readonly (int Batch, int Tokens)[] Shapes =
        [(1, 1), (1, 15), (1, 16), (1, 17), (2, 14), (1, 197), (3, 50), (40, 1), (33, 3), (7, 31), (5, 64), (1, 1000)];

    public static TheoryData<int> ThreadCounts => new(Enumerable.Range(1, 8));

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Every_row_once_in_one_phase(int threads) => Assert.All(Shapes, shape => Recorder.Check<OnePhase>(shape.Batch, shape.Tokens, threads));

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Every_row_once_in_each_of_two_phases_in_order(int threads) => Assert.All(Shapes, shape => Recorder.Check<TwoPhases>(shape.Batch, shape.Tokens, threads));

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Every_row_once_in_each_of_three_phases_in_order(int threads) => Assert.All(Shapes, shape => Recorder.Check<ThreePhases>(shape.Batch, shape.Tokens, threads));

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Every_row_once_in_each_phase_of_sequences_of_any_lengths(int threads)
    {
        Random random = new(threads);
        foreach (int sequences in new[] { 1, 2, 5, 40, 200 })
        {
            int[] lengths = [.. Enumerable.Range(0, sequences).Select(_ => random.Next(10) == 0 ? random.Next(1, 300) : random.Next(1, 20))];
            Recorder.CheckLengths<OnePhase>(lengths, threads);
            Recorder.CheckLengths<TwoPhases>(lengths, threads);
            Recorder.CheckLengths<ThreePhases>(lengths, threads);
        }
    }

    [Fact]
    public void Rows_are_cut_into_as_few_blocks_as_can_be_and_evenly()
    {
        foreach (int most in new[] { 16, 64, 160, 224 })
        {
            for (int rows = 1; rows <= 3000; rows++)
            {
                int blocks = Rows.Blocks(rows, most);
                Assert.Equal((rows + most - 1) / most, blocks);
                Assert.Equal(0, Rows.Start(rows, 0, blocks));
                Assert.Equal(rows, Rows.Start(rows, blocks, blocks));
                for (int block = 0; block < blocks; block++)
                {
                    int first = Rows.Start(rows, block, blocks);
                    int length = Rows.Start(rows, block + 1, blocks) - first;
                    Assert.Equal(0, first % Rows.Step);
                    Assert.True(length >= 1 && length <= most && length < (rows / blocks) + 1 + Rows.Step, $"{rows} rows in blocks of {most}: block {block} has {length}");

                    // Nothing is paid for a row or two: a block is shorter than the even share by less than a step for each block before it.
                    Assert.True(blocks == 1 || length > (rows / blocks) - Rows.Step, $"{rows} rows in blocks of {most}: block {block} has {length}");
                }
            }
        }

        Assert.Equal(0, Rows.Blocks(0, 224));
        Assert.Equal(14, Rows.Blocks(2913, 224));
        Assert.InRange(2913 - Rows.Start(2913, 13, 14), 193, 209);
    }

    [Fact]
    public void Parts_of_threads_are_cut_the_same_way()
    {
        for (int parts = 1; parts <= 70; parts++)
        {
            foreach (int rows in new[] { 1, 5, 16, 17, 100, 1000, int.MaxValue })
            {
                int end = 0;
                for (int part = 0; part < parts; part++)
                {
                    Assert.Equal(end, Rows.Start(rows, part, parts));
                    end = Rows.Start(rows, part + 1, parts);
                    Assert.InRange(end, Rows.Start(rows, part, parts), rows);
                }

                Assert.Equal(rows, end);
            }
        }
    }

    [Fact]
    public void Thousands_of_calls_one_after_the_other()
    {
        for (int call = 0; call < 2000; call++)
        {
            Recorder.Check<TwoPhases>(1 + (call % 7), 1 + (call % 40), threads: 2 + (call % 4));
        }
    }

    /// <summary>Each has a team of its own, and they compete for the pool.</summary>
    [Fact]
    public void Several_threads_call_at_once()
    {
        List<Exception> failures = [];
        Thread[] callers = [.. Enumerable.Range(0, 6).Select(caller => new Thread(() =>
        {
            try
            {
                for (int call = 0; call < 200; call++)
                {
                    Recorder.Check<TwoPhases>(1 + ((call + caller) % 9), 1 + (call % 50), threads: 4);
                }
            }
            catch (Exception failure)
            {
                lock (failures)
                {
                    failures.Add(failure);
                }
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromMinutes(1)), "A call has not come back."));
        Assert.Empty(failures);
    }

    [Theory]
    [InlineData(1, long.MaxValue, long.MaxValue, 1)]
    [InlineData(2, 1000, 0, 1)]
    [InlineData(2, 1000, 15_999_999, 1)]
    [InlineData(2, 1000, 16_000_000, 2)]
    [InlineData(2, 63, 23_999_999, 1)]
    [InlineData(2, 63, 24_000_000, 2)]
    [InlineData(2, 1, 24_000_000, 2)]
    [InlineData(2, 64, 16_000_000, 2)]
    [InlineData(2, long.MaxValue, long.MaxValue, 2)]
    [InlineData(int.MaxValue, long.MaxValue, -1, 1)]
    [InlineData(int.MaxValue, long.MaxValue, 15_999_999, 1)]
    public void Threads_are_woken_where_it_pays(int allowed, long rows, long operations, int used) =>
        Assert.Equal(Math.Min(used, Environment.ProcessorCount), Execution.Threads(allowed, rows, operations));

    [Fact]
    public void No_more_threads_than_allowed_than_processors_and_than_work()
    {
        for (int allowed = 1; allowed < 200; allowed++)
        {
            Assert.Equal(Math.Min(allowed, Environment.ProcessorCount), Execution.Threads(allowed, long.MaxValue, long.MaxValue));
            Assert.Equal(Math.Min(Math.Min(allowed, Environment.ProcessorCount), 3), Execution.Threads(allowed, long.MaxValue, 31_000_000));
            Assert.Equal(Math.Min(Math.Min(allowed, Environment.ProcessorCount), 3), Execution.Threads(allowed, 40, 47_000_000));
        }
    }

    [Fact]
    public unsafe void Broadcast_copies_all_bits()
    {
        float* place = stackalloc float[3];
        foreach (int bits in new[] { 0, 1, int.MinValue, 0x7f800001, -1, 0x3f800000 })
        {
            place[1] = BitConverter.Int32BitsToSingle(bits);
            Assert.Equal(Vector128.Create(bits), PinnedMemory.Broadcast(in place[1]).AsInt32());
        }
    }
}
