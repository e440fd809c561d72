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
    /// <summary>Extra floats needed to align the caller's scratch.</summary>
    public const int AlignmentSlack = CacheLine.Slack;

    /// <summary>Maximum floats of aligned scratch in one array.</summary>
    public static int MaxLength => AlignedMemory.MaxLength;

    /// <summary>This thread's memory, while no call uses it.</summary>
    [ThreadStatic]
    private static AlignedMemory? t_memory;

    /// <summary>
    /// This thread's scratch. Later calls on the same thread get the same floats. It grows when needed and is freed with the thread, so a call
    /// that needs no more than an earlier one allocates nothing. A nested call on the same thread (when a wait handles messages) allocates its
    /// own scratch.
    /// </summary>
    /// <param name="length">Floats needed.</param>
    /// <returns><paramref name="length"/> floats, valid until the rental is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or more than an array can hold.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScratchRental Rent(int length)
    {
        AlignedMemory? memory = t_memory;
        t_memory = null;
        if (memory is null || (uint)length > (uint)memory.Length)
        {
            // The old memory is garbage before the new one is allocated.
            memory = Grow(length, memory?.Length ?? 0);
        }

        return new(memory, length);
    }

    /// <summary>Ends a rental. After nested calls, the longest memory is kept.</summary>
    internal static void Return(AlignedMemory memory)
    {
        if (t_memory is not { } other || other.Length <= memory.Length)
        {
            t_memory = memory;
        }
    }

    /// <summary>
    /// The part of a caller's scratch that starts on the next 64-byte boundary. The GC may later move unpinned memory off the boundary,
    /// which costs speed but not correctness.
    /// </summary>
    /// <param name="scratch">The caller's memory, at least <paramref name="length"/> + <see cref="AlignmentSlack"/> floats.</param>
    /// <param name="length">Floats needed.</param>
    /// <param name="parameterName">The name of the caller's parameter.</param>
    /// <returns><paramref name="length"/> floats.</returns>
    /// <exception cref="ArgumentException"><paramref name="scratch"/> is too short.</exception>
    public static Span<float> Align(Span<float> scratch, int length, string parameterName)
    {
        // Independent of the address, so that a length that is enough once is always enough.
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

        // At least by half, so that slowly growing inputs do not allocate each time.
        return new AlignedMemory((int)Math.Clamp(current + (current / 2), length, AlignedMemory.MaxLength));
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTooShort(int actual, int length, string parameterName) =>
        throw new ArgumentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{parameterName} holds {actual} floats, but {(long)length + AlignmentSlack} are needed: {length}, plus {AlignmentSlack} to align them to {CacheLine.Bytes} bytes. Allocate ScratchLength(tokens, threads) floats."),
            parameterName);
}
