using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>
/// Bytes outside the GC heap, freed by the finaliser at the latest. Unlike an array, they can grow beyond 2 GB and do not move.
/// </summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private long _length;

    public NativeBuffer(long length)
        : base(0, ownsHandle: true) => Resize(length);

    public override bool IsInvalid => handle == 0;

    public byte* Pointer => (byte*)handle;

    /// <summary>Changes the length. Existing bytes are kept as far as they fit; new bytes are undefined.</summary>
    public void Resize(long length)
    {
        // At least one byte, so that an empty buffer has an address too.
        SetHandle((nint)NativeMemory.Realloc(Pointer, checked((nuint)Math.Max(length, 1))));
        Account(length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free(Pointer);
        Account(0);
        return true;
    }

    /// <summary>Tells the GC how many bytes it would free by collecting this small object.</summary>
    private void Account(long length)
    {
        if (_length > 0)
        {
            GC.RemoveMemoryPressure(_length);
        }

        _length = length;
        if (_length > 0)
        {
            GC.AddMemoryPressure(_length);
        }
    }
}
