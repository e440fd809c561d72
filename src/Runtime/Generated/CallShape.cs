using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>The checked sizes of one call: its sequences, and the number of threads. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct CallShape
{
    private CallShape(
        int sequences, int tokens, long rows, ReadOnlySpan<int> lengths, int threads, int memoryTokens = 0, long memoryRows = 0, ReadOnlySpan<int> memoryLengths = default, TraceCallback? trace = null)
    {
        Sequences = sequences;
        Tokens = tokens;
        Rows = rows;
        Lengths = lengths;
        Threads = threads;
        MemoryTokens = memoryTokens;
        MemoryRows = memoryRows;
        MemoryLengths = memoryLengths;
        Trace = trace;
    }

    /// <summary>Number of sequences.</summary>
    public int Sequences { get; }

    /// <summary>Tokens of the longest sequence.</summary>
    public int Tokens { get; }

    /// <summary>Tokens of all sequences.</summary>
    public long Rows { get; }

    /// <summary>Tokens of each sequence; empty if all have <see cref="Tokens"/>.</summary>
    public ReadOnlySpan<int> Lengths { get; }

    /// <summary>Number of threads, including the caller's.</summary>
    public int Threads { get; }

    /// <summary>Tokens of the longest memory; 0 if there is no memory.</summary>
    public int MemoryTokens { get; }

    /// <summary>Tokens of all memories.</summary>
    public long MemoryRows { get; }

    /// <summary>Tokens of each sequence's memory; empty if all have <see cref="MemoryTokens"/>.</summary>
    public ReadOnlySpan<int> MemoryLengths { get; }

    /// <summary>Receives the results of the stages, or null. With a callback, one thread does all the work.</summary>
    public TraceCallback? Trace { get; }

    /// <summary>A batch of sequences of equal length.</summary>
    /// <param name="batch">Sequences, at least 1.</param>
    /// <param name="tokens">Tokens of each, at least 1.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <returns>The call.</returns>
    public static CallShape Of(int batch, int tokens, int threads) => new(batch, tokens, (long)batch * tokens, default, threads);

    /// <summary>Sequences of unequal lengths.</summary>
    /// <param name="lengths">The length of each, at least 1.</param>
    /// <param name="longest">The longest of them.</param>
    /// <param name="rows">Their sum.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <returns>The call.</returns>
    public static CallShape Of(ReadOnlySpan<int> lengths, int longest, int rows, int threads) => new(lengths.Length, longest, rows, lengths, threads);

    /// <summary>The call that needs the most scratch of all calls whose sequences have at most <paramref name="tokens"/> tokens.</summary>
    /// <param name="tokens">Tokens of the longest sequence, at least 1.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <returns>A call for computing sizes only; it cannot run.</returns>
    public static CallShape Largest(int tokens, int threads) => new(int.MaxValue, tokens, long.MaxValue, default, threads);

    /// <summary>Returns the same call with another number of threads.</summary>
    /// <param name="threads">Threads, at least 1.</param>
    /// <returns>The call.</returns>
    public CallShape WithThreads(int threads) => new(Sequences, Tokens, Rows, Lengths, threads, MemoryTokens, MemoryRows, MemoryLengths);

    /// <summary>Returns the same call with other lengths. Their maximum and their sum must be those of this call.</summary>
    /// <param name="lengths">The length of each, at least 1.</param>
    /// <returns>The call.</returns>
    internal CallShape WithLengths(ReadOnlySpan<int> lengths) => new(Sequences, Tokens, Rows, lengths, Threads, MemoryTokens, MemoryRows, MemoryLengths, Trace);

    /// <summary>Returns the same call with a trace callback. It then runs on one thread, so that the results come in order.</summary>
    /// <param name="trace">The callback, or null.</param>
    /// <returns>The call.</returns>
    public CallShape WithTrace(TraceCallback? trace) => new(Sequences, Tokens, Rows, Lengths, trace is null ? Threads : 1, MemoryTokens, MemoryRows, MemoryLengths, trace);

    /// <summary>Returns the same call with a memory for each sequence, all of equal length.</summary>
    /// <param name="tokens">Tokens of each, at least 1.</param>
    /// <returns>The call.</returns>
    public CallShape WithMemory(int tokens) => new(Sequences, Tokens, Rows, Lengths, Threads, tokens, Rows == long.MaxValue ? Rows : (long)Sequences * tokens);

    /// <summary>Returns the same call with a memory for each sequence, of unequal lengths.</summary>
    /// <param name="lengths">The length of each, at least 1.</param>
    /// <param name="longest">The longest of them.</param>
    /// <param name="rows">Their sum.</param>
    /// <returns>The call.</returns>
    public CallShape WithMemory(ReadOnlySpan<int> lengths, int longest, int rows) => new(Sequences, Tokens, Rows, Lengths, Threads, longest, rows, lengths);
}
