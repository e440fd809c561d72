using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>
/// Checks the memory that a cross-attention's <c>Forward</c> takes in addition to its query. Every exception names the parameter, the actual value and the
/// expected one. Used by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MemoryGuard
{
    /// <summary>Checks the length of the memories of a batch.</summary>
    /// <param name="memory">[batch, memoryTokens, width].</param>
    /// <param name="output">The output, which must not overlap it.</param>
    /// <param name="batch">Number of sequences, already checked, at least 1.</param>
    /// <param name="width">Features of a memory token, at least 1.</param>
    /// <returns>Tokens of one memory, at least 1.</returns>
    /// <exception cref="ArgumentException">The length does not fit, or the spans overlap.</exception>
    public static int Tokens(ReadOnlySpan<float> memory, Span<float> output, int batch, int width)
    {
        long tokenStep = (long)batch * width;
        long tokens = memory.Length / tokenStep;
        if (tokens < 1 || tokens * tokenStep != memory.Length)
        {
            ThrowTokens(memory.Length, batch, width);
        }

        Apart(memory, output);
        return (int)tokens;
    }

    /// <summary>Checks the lengths of concatenated memories.</summary>
    /// <param name="memory">[sum of memoryLengths, width].</param>
    /// <param name="memoryLengths">Tokens of each memory, at least 1.</param>
    /// <param name="sequences">Number of sequences, which must be the number of memories.</param>
    /// <param name="output">The output, which must not overlap them.</param>
    /// <param name="width">Features of a memory token, at least 1.</param>
    /// <param name="longest">Tokens of the longest memory.</param>
    /// <returns>The sum of memoryLengths.</returns>
    /// <exception cref="ArgumentException">There are more or fewer memories than sequences, a length is below 1, their sum is not the number of rows, or the spans overlap.</exception>
    public static int Lengths(ReadOnlySpan<float> memory, ReadOnlySpan<int> memoryLengths, int sequences, Span<float> output, int width, out int longest)
    {
        if (memoryLengths.Length != sequences)
        {
            ThrowCount(memoryLengths.Length, sequences);
        }

        long rows = 0;
        longest = 0;
        for (int i = 0; i < memoryLengths.Length; i++)
        {
            int length = memoryLengths[i];
            if (length < 1)
            {
                ThrowLength(i, length);
            }

            rows += length;
            longest = Math.Max(longest, length);
        }

        // Division, because a sum of ints times an int can overflow a long.
        if (memory.Length / rows != width || memory.Length % rows != 0)
        {
            ThrowLengths(memory.Length, memoryLengths.Length, rows, width);
        }

        Apart(memory, output);
        return (int)rows;
    }

    /// <summary>Checks a number of memory tokens.</summary>
    /// <param name="memoryTokens">Tokens of the longest memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static void TokenCount(int memoryTokens)
    {
        if (memoryTokens < 1)
        {
            ThrowTokenCount(memoryTokens);
        }
    }

    /// <summary>Checks that the caller's scratch does not overlap the memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="scratch">The scratch.</param>
    /// <exception cref="ArgumentException">It does.</exception>
    public static void ScratchApart(ReadOnlySpan<float> memory, Span<float> scratch)
    {
        if (memory.Overlaps(scratch))
        {
            ThrowScratch();
        }
    }

    private static void Apart(ReadOnlySpan<float> memory, Span<float> output)
    {
        if (memory.Overlaps(output))
        {
            ThrowOverlap();
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTokens(int actual, int batch, int width)
    {
        if (actual == 0)
        {
            Guard.Throw("memory", $"memory is empty, but must hold batch {batch} × tokens × {width} floats with at least one token: {(long)batch * width} or more.");
        }

        double tokens = (double)actual / batch / width;
        Guard.Throw(
            "memory",
            $"memory holds {actual} floats, which is not batch {batch} × tokens × {width}: {actual} / ({batch}·{width}) = {tokens:0.##}. Pass whole tokens of {width} floats, the same number for each of the {batch} sequences.");
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowCount(int memories, int sequences) =>
        Guard.Throw("memoryLengths", $"memoryLengths holds {Text.Count(memories, "length")}, but lengths holds {Text.Count(sequences, "length")}. Pass one of each for every sequence.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowLength(int index, int length) =>
        Guard.Throw("memoryLengths", $"memoryLengths[{index}] is {length}, but each memory must have at least 1 token. Leave out sequences without a memory.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowLengths(int actual, int sequences, long rows, int width) =>
        Guard.Throw(
            "memory",
            $"memory holds {actual} floats, but the memoryLengths of {Text.Count(sequences, "sequence")} add up to {Text.Count(rows, "token")}, and {rows} × {width} = {(Int128)rows * width} floats are expected. Concatenate the memories without padding.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTokenCount(int memoryTokens) =>
        throw new ArgumentOutOfRangeException(nameof(memoryTokens), FormattableString.Invariant($"memoryTokens is {memoryTokens}, but must be at least 1."));

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowScratch() =>
        Guard.Throw("scratch", $"scratch overlaps memory. Pass a scratch that overlaps none of query, memory and output.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOverlap() =>
        Guard.Throw("output", $"output overlaps memory, which is still read when the first results are written. Pass spans that do not overlap.");
}
