using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShapeGen.Runtime;

/// <summary>Memory accesses that require pinned memory. All memory that a running model uses is pinned. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PinnedMemory
{
    /// <summary>
    /// A vector whose lanes all hold the same float. With AVX but without AVX2, <see cref="Vector128.Create(float)"/> is a load and a shuffle, and the shuffle
    /// competes with the multiplications for the same execution units.
    /// </summary>
    /// <param name="place">A float in pinned memory.</param>
    /// <returns>Its value in each lane.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<float> Broadcast(ref readonly float place) =>
        Avx.IsSupported
            ? Avx.BroadcastScalarToVector128((float*)Unsafe.AsPointer(ref Unsafe.AsRef(in place)))
            : Vector128.Create(place);

    /// <summary>Prefetches a cache line into the L2 cache, if the processor supports it. An address beyond the end of memory does no harm.</summary>
    /// <param name="place">A float of the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref readonly float place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }
}
