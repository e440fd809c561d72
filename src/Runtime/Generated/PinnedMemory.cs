using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShapeGen.Runtime;

/// <summary>Accesses that need memory which the GC does not move, as all of a running body's is. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PinnedMemory
{
    /// <summary>
    /// A vector whose lanes all hold one float. <see cref="Vector128.Create(float)"/> takes a load and a shuffle where there is AVX without
    /// AVX2; the shuffle then competes with the products for the same units.
    /// </summary>
    /// <param name="place">A float in pinned memory.</param>
    /// <returns>Its value in each lane.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector128<float> Broadcast(ref readonly float place) =>
        Avx.IsSupported
            ? Avx.BroadcastScalarToVector128((float*)Unsafe.AsPointer(ref Unsafe.AsRef(in place)))
            : Vector128.Create(place);

    /// <summary>Prefetches a cache line into the L2 cache, where the processor has a way to; an address past the end of memory does no harm.</summary>
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
