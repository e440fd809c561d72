using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>Takes a batch through a body: group by group, phase by phase, on one thread or several. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Execution
{
    /// <summary>
    /// Operations that a further thread must find to be worth waking: waking one costs some 10 to 50 microseconds, in which a core does
    /// about this much.
    /// </summary>
    private const long OperationsPerThread = 8_000_000;

    /// <summary>Rows that a further thread must find. Each thread reads all weights: with fewer rows that is most of the work, and no thread saves it.</summary>
    private const long RowsPerThread = 32;

    /// <summary>Threads that are worth their waking.</summary>
    /// <param name="threads">What the caller allows, at least 1.</param>
    /// <param name="rows">Rows of the whole call.</param>
    /// <param name="operations">Multiplications and additions of the whole call.</param>
    /// <returns>From 1 to <paramref name="threads"/>, and no more than there are processors.</returns>
    public static int Threads(int threads, long rows, long operations)
    {
        if (threads == 1)
        {
            return 1;
        }

        long worthwhile = Math.Min(operations / OperationsPerThread, rows / RowsPerThread);
        return (int)Math.Clamp(Math.Min(worthwhile, Environment.ProcessorCount), 1, threads);
    }

    /// <summary>Runs a model on checked arguments. The memory is pinned until the answer is there.</summary>
    /// <typeparam name="TBody">The code.</typeparam>
    /// <param name="weights">The packed weights.</param>
    /// <param name="input">[batch, tokens, features].</param>
    /// <param name="output">[batch, tokens, features].</param>
    /// <param name="scratch">As much as the body needs for this many threads.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="threads">Threads to share the work, this one included. The answer does not depend on it.</param>
    /// <exception cref="ObjectDisposedException">The weights are freed: a finalizer brought the model back.</exception>
    public static unsafe void Run<TBody>(
        PackedWeights weights, ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, int batch, int tokens, int threads)
        where TBody : struct, IBody
    {
        using PackedWeights.Lease packed = weights.Acquire();
        fixed (float* from = input, to = output, temporary = scratch)
        {
            Job job = new()
            {
                Run = &TBody.Run,
                Weights = (float*)Unsafe.AsPointer(ref packed.Origin),
                Input = from,
                Output = to,
                Scratch = temporary,
                Batch = batch,
                Tokens = tokens,
                InputWidth = input.Length / batch / tokens,
                OutputWidth = output.Length / batch / tokens,
                Group = Math.Min(batch, TBody.GroupSequences(tokens, threads)),
                Phases = TBody.Phases,
            };
            if (threads == 1)
            {
                for (int step = 0; step < job.Steps; step++)
                {
                    job.RunPart(step, 0, 1);
                }
            }
            else
            {
                RunOnTeam(job, threads);
            }
        }
    }

    /// <summary>On its own: compiled with the rest, it would load the thread pool's assembly for one thread too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunOnTeam(in Job job, int threads) => Team.OfThisThread.Run(job, threads);
}
