using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>Runs a model's code on a batch: group by group, phase by phase, on one or several threads. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Execution
{
    /// <summary>
    /// Operations that make another thread worth waking: waking one takes 10 to 50 microseconds, in which a core does about this many.
    /// </summary>
    private const long OperationsPerThread = 8_000_000;

    /// <summary>
    /// Minimum rows per thread for dividing a phase by rows. Each thread then reads all weights. With fewer rows that reading is most of the work and more threads
    /// do not reduce it, so columns are divided instead.
    /// </summary>
    private const long RowsPerThread = 32;

    /// <summary>
    /// Like <see cref="OperationsPerThread"/>, when columns are divided: threads then wait for each other after each stage, not only after each phase, and one of
    /// them computes the norms.
    /// </summary>
    private const long OperationsPerThreadOfColumns = 12_000_000;

    /// <summary>Number of threads that are worth waking.</summary>
    /// <param name="threads">Maximum that the caller allows, at least 1.</param>
    /// <param name="rows">Rows of the whole call.</param>
    /// <param name="operations">Multiplications and additions of the whole call.</param>
    /// <returns>From 1 to <paramref name="threads"/>, and at most the number of processors.</returns>
    public static int Threads(int threads, long rows, long operations)
    {
        if (threads == 1)
        {
            return 1;
        }

        long ofRows = Math.Min(operations / OperationsPerThread, rows / RowsPerThread);
        long worthwhile = Math.Max(ofRows, operations / OperationsPerThreadOfColumns);
        return (int)Math.Clamp(Math.Min(worthwhile, Environment.ProcessorCount), 1, threads);
    }

    /// <summary>The scratch of a call.</summary>
    /// <typeparam name="TBody">The model's code.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>Number of floats; for absurdly large sizes, more than an array can hold.</returns>
    public static long ScratchFloats<TBody>(in CallShape call)
        where TBody : struct, IBody
    {
        try
        {
            GroupShape group = new()
            {
                Rows = TBody.IsOneSequenceAGroup ? call.Tokens : LargestGroup(call.Rows, TBody.NeedsSequences ? call.Tokens : 0, call.Threads),
                Tokens = call.Tokens,
                MemoryRows = TBody.IsOneSequenceAGroup ? call.MemoryTokens : LargestGroup(call.MemoryRows, call.MemoryTokens, call.Threads),
                MemoryTokens = call.MemoryTokens,
            };
            return checked(TBody.SharedFloats(group) + (call.Threads * TBody.WorkerFloats(group)));
        }
        catch (OverflowException)
        {
            return long.MaxValue;
        }

        static long LargestGroup(long rows, long tokens, int threads) => Math.Min(rows, Rows.LargestGroup(tokens, TBody.RowBlock, threads));
    }

    /// <summary>Runs a model on checked arguments. The memory is pinned until the call ends.</summary>
    /// <typeparam name="TBody">The model's code.</typeparam>
    /// <param name="weights">The packed weights.</param>
    /// <param name="input">Rows of features, sequence after sequence.</param>
    /// <param name="output">Rows of features, sequence after sequence, or one row for each sequence.</param>
    /// <param name="scratch">The scratch for this call, as long as <see cref="ScratchFloats{TBody}"/> says.</param>
    /// <param name="call">The sequences and the number of threads. The result does not depend on the number of threads.</param>
    /// <exception cref="ObjectDisposedException">The weights are freed: a finalizer resurrected the model.</exception>
    public static void Run<TBody>(PackedWeights weights, ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody => Run<TBody>(weights, input, memory: default, output, scratch, call);

    /// <summary>Runs a model that reads a memory in addition to its input.</summary>
    /// <typeparam name="TBody">The model's code.</typeparam>
    /// <param name="weights">The packed weights.</param>
    /// <param name="input">Rows of features, sequence after sequence.</param>
    /// <param name="memory">Rows of features: the memories of all sequences, in order.</param>
    /// <param name="output">Rows of features, sequence after sequence.</param>
    /// <param name="scratch">The scratch for this call, as long as <see cref="ScratchFloats{TBody}"/> says.</param>
    /// <param name="call">The sequences and the number of threads. The result does not depend on the number of threads.</param>
    /// <exception cref="ObjectDisposedException">The weights are freed: a finalizer resurrected the model.</exception>
    public static unsafe void Run<TBody>(
        PackedWeights weights, ReadOnlySpan<float> input, ReadOnlySpan<float> memory, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody
    {
        fixed (float* from = input, remembered = memory)
        {
            Job job = new()
            {
                Input = (byte*)from,
                InputStride = (nint)(input.Length / call.Rows) * sizeof(float),
                Memory = (byte*)remembered,
                MemoryStride = call.MemoryRows == 0 ? 0 : (nint)(memory.Length / call.MemoryRows) * sizeof(float),
            };
            Run<TBody>(ref job, weights, output, scratch, call);
        }
    }

    /// <summary>Runs a model whose input is token ids.</summary>
    /// <typeparam name="TBody">The model's code.</typeparam>
    /// <param name="weights">The packed weights.</param>
    /// <param name="ids">The ids, sequence after sequence.</param>
    /// <param name="types">The type of each token; empty if all are 0.</param>
    /// <param name="output">Rows of features, sequence after sequence, or one row for each sequence.</param>
    /// <param name="scratch">The scratch for this call, as long as <see cref="ScratchFloats{TBody}"/> says.</param>
    /// <param name="call">The sequences and the number of threads.</param>
    /// <exception cref="ObjectDisposedException">The weights are freed: a finalizer resurrected the model.</exception>
    public static unsafe void Run<TBody>(PackedWeights weights, ReadOnlySpan<int> ids, ReadOnlySpan<int> types, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody
    {
        fixed (int* from = ids, kinds = types)
        {
            Job job = new() { Input = (byte*)from, InputStride = sizeof(int), Types = kinds };
            Run<TBody>(ref job, weights, output, scratch, call);
        }
    }

    /// <summary>Runs a model whose input has another number of rows than the layers: images, sound, or rows that get a class token.</summary>
    /// <typeparam name="TBody">The model's code.</typeparam>
    /// <param name="weights">The packed weights.</param>
    /// <param name="source">The input's rows, sequence after sequence.</param>
    /// <param name="output">Rows of features, sequence after sequence, or one row for each sequence.</param>
    /// <param name="scratch">The scratch for this call, as long as <see cref="ScratchFloats{TBody}"/> says.</param>
    /// <param name="call">The sequences, with the input's rows as their memory, and the number of threads.</param>
    /// <exception cref="ObjectDisposedException">The weights are freed: a finalizer resurrected the model.</exception>
    public static unsafe void RunSource<TBody>(PackedWeights weights, ReadOnlySpan<float> source, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody
    {
        fixed (float* from = source)
        {
            Job job = new() { Memory = (byte*)from, MemoryStride = (nint)(source.Length / call.MemoryRows) * sizeof(float) };
            RunSource<TBody>(ref job, weights, output, scratch, call);
        }
    }

    /// <summary>Runs a model on pixels that are bytes.</summary>
    /// <typeparam name="TBody">The model's code.</typeparam>
    /// <param name="weights">The packed weights.</param>
    /// <param name="source">The input's rows, sequence after sequence.</param>
    /// <param name="output">Rows of features, sequence after sequence, or one row for each sequence.</param>
    /// <param name="scratch">The scratch for this call, as long as <see cref="ScratchFloats{TBody}"/> says.</param>
    /// <param name="call">The sequences, with the input's rows as their memory, and the number of threads.</param>
    /// <exception cref="ObjectDisposedException">The weights are freed: a finalizer resurrected the model.</exception>
    public static unsafe void RunSource<TBody>(PackedWeights weights, ReadOnlySpan<byte> source, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody
    {
        fixed (byte* from = source)
        {
            Job job = new() { Memory = from, MemoryStride = (nint)(source.Length / call.MemoryRows), HasBytes = true };
            RunSource<TBody>(ref job, weights, output, scratch, call);
        }
    }

    /// <summary>If there are lengths, computes the tokens of each sequence from the rows of its input.</summary>
    private static void RunSource<TBody>(ref Job job, PackedWeights weights, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody
    {
        if (call.Lengths.IsEmpty)
        {
            Run<TBody>(ref job, weights, output, scratch, call);
            return;
        }

        // The buffer belongs to the thread and only grows, so later calls that are no longer allocate nothing.
        Span<int> lengths = TokenLengths.Take(call.Lengths.Length);
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = TBody.Tokens(call.MemoryLengths[i]);
        }

        Run<TBody>(ref job, weights, output, scratch, call.WithLengths(lengths));
    }

    private static unsafe void Run<TBody>(ref Job job, PackedWeights weights, Span<float> output, Span<float> scratch, in CallShape call)
        where TBody : struct, IBody
    {
        using PackedWeights.Lease packed = weights.Acquire();
        fixed (float* to = output, temporary = scratch)
        fixed (int* lengths = call.Lengths, memoryLengths = call.MemoryLengths)
        {
            job.Run = &TBody.Run;
            job.PhaseRows = &TBody.PhaseRows;
            job.PhaseStages = &TBody.PhaseStages;
            job.Weights = (float*)Unsafe.AsPointer(ref packed.Origin);
            job.Output = to;
            job.Scratch = temporary;
            job.Lengths = lengths;
            job.MemoryLengths = memoryLengths;
            job.Sequences = call.Sequences;
            job.Tokens = call.Tokens;
            job.MemoryTokens = call.MemoryTokens;
            job.IsPooled = TBody.IsPooled;
            job.OutputWidth = (int)(output.Length / (TBody.IsPooled ? call.Sequences : call.Rows));
            job.Phases = TBody.Phases;
            job.GroupRows = TBody.IsOneSequenceAGroup ? 0 : TBody.NeedsSequences ? TBody.RowBlock * (long)call.Threads : call.Rows;
            job.GroupSequences = TBody.IsOneSequenceAGroup ? 1 : call.Threads;
            job.Trace = call.Trace is { } trace ? new(trace) : null;
            job.MaxColumnParallelRows = call.Threads == 1 ? 0 : Math.Min(TBody.RowBlock, (RowsPerThread * call.Threads) - 1);
            job.Start();
            if (call.Threads == 1)
            {
                do
                {
                    job.RunPart(0, 1);
                }
                while (job.MoveNext());
            }
            else
            {
                RunOnTeam(job, call.Threads);
            }
        }
    }

    /// <summary>A separate method: inlined, it would load the thread pool's assembly even for one thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunOnTeam(in Job job, int threads) => Team.OfThisThread.Run(job, threads);
}
