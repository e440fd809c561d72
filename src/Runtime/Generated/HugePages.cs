using System.Runtime.InteropServices;

namespace ShapeGen.Runtime;

/// <summary>
/// Zeroed memory that Linux is asked to back with pages of 2 MiB. A call reads all weights of a model in order. With pages of 4 KiB, a
/// model of several megabytes misses the TLB at each page, which costs 2 to 7 % of the time, most on virtual machines.
/// </summary>
internal sealed unsafe class HugePages : SafeHandle
{
    private const long PageSize = 2 * 1024 * 1024;

    // From <sys/mman.h>; the same on all Linux architectures that .NET supports.
    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymous = 0x02 | 0x20;
    private const int AdviseHugePage = 14;

    private readonly nuint _reserved;
    private readonly long _bytes;

    private HugePages(nint reservation, nuint reserved, long bytes)
        : base(0, ownsHandle: true)
    {
        SetHandle(reservation);
        _reserved = reserved;
        _bytes = bytes;
        Origin = (float*)((reservation + PageSize - 1) & -(nint)PageSize);

        // Otherwise the GC counts this object as a few bytes.
        GC.AddMemoryPressure(bytes);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The first float, on a page boundary.</summary>
    public float* Origin { get; }

    /// <summary>Allocates the floats, or returns null if the platform has no such pages or the memory is smaller than one page.</summary>
    public static HugePages? TryAllocate(long floats)
    {
        long bytes = floats * sizeof(float);
        if (bytes < PageSize || !OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        try
        {
            // One page more than needed, for alignment; untouched pages take no memory.
            nuint reserved = (nuint)(bytes + PageSize);
            nint reservation = Map(0, reserved, ReadWrite, PrivateAnonymous, -1, 0);
            if (reservation == -1)
            {
                return null;
            }

            HugePages memory = new(reservation, reserved, bytes);

            // Only advice: the memory works without it.
            _ = Advise((nint)memory.Origin, (nuint)bytes, AdviseHugePage);
            return memory;
        }
        catch (Exception unavailable) when (unavailable is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Keeps the memory until <see cref="SafeHandle.DangerousRelease"/>. A reference is not enough: the finalizer of an object that holds this one may resurrect
    /// both after this object's finalizer has run.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The memory is freed.</exception>
    public void Acquire()
    {
        try
        {
            bool added = false;
            DangerousAddRef(ref added);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(
                nameof(PackedWeights), "The model's weights are freed: it was finalized and then resurrected by a finalizer. Keep a reference to it instead.");
        }
    }

    protected override bool ReleaseHandle()
    {
        GC.RemoveMemoryPressure(_bytes);
        return Unmap(handle, _reserved) == 0;
    }

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(nint address, nuint length);

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint address, nuint length, int advice);
}
