using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime;

/// <summary>
/// Floats that start on a 64-byte boundary and never move: an array on the pinned object heap, with extra floats for alignment. The GC frees it like any other
/// array.
/// </summary>
internal sealed class AlignedMemory
{
    /// <summary>Maximum number of aligned floats in one array.</summary>
    public static readonly int MaxLength = Array.MaxLength - CacheLine.Slack;

    private readonly float[] _array;
    private readonly int _start;

    /// <param name="length">Number of floats, at most <see cref="MaxLength"/>. They are zero.</param>
    public AlignedMemory(int length)
    {
        _array = GC.AllocateArray<float>(length + CacheLine.Slack, pinned: true);
        _start = FloatsToBoundary(ref MemoryMarshal.GetArrayDataReference(_array));
        Length = length;
    }

    public int Length { get; }

    /// <summary>The first float, on a 64-byte boundary.</summary>
    public ref float Origin => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);

    public Span<float> Span => new(_array, _start, Length);

    /// <summary>Number of floats from <paramref name="first"/> to the next 64-byte boundary. Unless the memory is pinned, the GC may move it afterwards.</summary>
    public static unsafe int FloatsToBoundary(ref float first)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref first);
        return (int)((0 - address) % CacheLine.Bytes / sizeof(float));
    }
}
