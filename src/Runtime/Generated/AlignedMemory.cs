using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime;

/// <summary>
/// Floats that start on a 64-byte boundary and never move: an array on the pinned object heap, longer by what alignment may skip, which
/// the GC frees like any other.
/// </summary>
internal sealed class AlignedMemory
{
    /// <summary>A cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    /// <summary>What an array must be longer by, so that an aligned start is within: all floats of a boundary but one.</summary>
    public const int Slack = (Alignment / sizeof(float)) - 1;

    /// <summary>The most floats that one array can hold aligned.</summary>
    public static readonly int MaxLength = Array.MaxLength - Slack;

    private readonly float[] _array;
    private readonly int _start;

    /// <param name="length">Floats, at most <see cref="MaxLength"/>; zero at first.</param>
    public AlignedMemory(int length)
    {
        _array = GC.AllocateArray<float>(length + Slack, pinned: true);
        _start = FloatsToBoundary(ref MemoryMarshal.GetArrayDataReference(_array));
        Length = length;
    }

    public int Length { get; }

    /// <summary>The first float, on a 64-byte boundary.</summary>
    public ref float Origin => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);

    public Span<float> Span => new(_array, _start, Length);

    /// <summary>How many floats after <paramref name="first"/> the next boundary lies. True until the GC moves what is not pinned.</summary>
    public static unsafe int FloatsToBoundary(ref float first)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref first);
        return (int)((0 - address) % Alignment / sizeof(float));
    }
}
