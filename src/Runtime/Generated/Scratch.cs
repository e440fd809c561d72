using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime;

/// <summary>The working memory of <c>Forward</c>: this thread's own, or the caller's. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Scratch
{
    /// <summary>How many floats more than it needs a caller's scratch must have, so that it can be aligned.</summary>
    public const int AlignmentSlack = AlignedMemory.Slack;

    /// <summary>The most floats of scratch, aligned, that one array can hold.</summary>
    public static int MaxLength => AlignedMemory.MaxLength;

    /// <summary>This thread's memory, while no call uses it.</summary>
    [ThreadStatic]
    private static AlignedMemory? t_memory;

    /// <summary>
    /// This thread's scratch. It is one memory: a later call on the same thread gets the same floats. It grows where it must and is
    /// freed with the thread; a call that asks for no more than an earlier one allocates nothing. A call within another one of its thread
    /// (where a wait handles messages) allocates its own.
    /// </summary>
    /// <param name="length">Floats needed.</param>
    /// <returns><paramref name="length"/> floats, until they are given back.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or more than an array can hold.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScratchRental Rent(int length)
    {
        AlignedMemory? memory = t_memory;
        t_memory = null;
        if (memory is null || (uint)length > (uint)memory.Length)
        {
            // The old one is garbage, and is not held beside the new.
            memory = Grow(length, memory?.Length ?? 0);
        }

        return new(memory, length);
    }

    /// <summary>Ends a rental. Of the memories of calls within each other, the longest is kept.</summary>
    internal static void Return(AlignedMemory memory)
    {
        if (t_memory is not { } other || other.Length <= memory.Length)
        {
            t_memory = memory;
        }
    }

    /// <summary>
    /// The part of a caller's scratch that starts on the next 64-byte boundary. Memory that is not pinned may be moved off the boundary
    /// later, which costs speed, not correctness.
    /// </summary>
    /// <param name="scratch">The caller's memory, at least <paramref name="length"/> + <see cref="AlignmentSlack"/> floats.</param>
    /// <param name="length">Floats needed.</param>
    /// <param name="parameterName">What the caller's parameter is called.</param>
    /// <returns><paramref name="length"/> floats.</returns>
    /// <exception cref="ArgumentException"><paramref name="scratch"/> is too short.</exception>
    public static Span<float> Align(Span<float> scratch, int length, string parameterName)
    {
        // Whatever the address happens to be: a length that is enough today is enough tomorrow.
        if (scratch.Length < (long)length + AlignmentSlack)
        {
            ThrowTooShort(scratch.Length, length, parameterName);
        }

        return scratch.Slice(AlignedMemory.FloatsToBoundary(ref MemoryMarshal.GetReference(scratch)), length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AlignedMemory Grow(int length, long current)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, AlignedMemory.MaxLength);

        // By a half at least, so that slowly growing inputs do not allocate each time.
        return new AlignedMemory((int)Math.Clamp(current + (current / 2), length, AlignedMemory.MaxLength));
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTooShort(int actual, int length, string parameterName) =>
        throw new ArgumentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{parameterName} holds {actual} floats, but {(long)length + AlignmentSlack} are needed: {length}, plus {AlignmentSlack} to align them to {AlignedMemory.Alignment} bytes. Allocate ScratchLength(tokens, threads) floats."),
            parameterName);
}
