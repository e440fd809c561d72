using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>
/// Bytes outside the GC's heap, freed by the finaliser at the latest. Unlike an array, they can grow past 2 GB and are not moved.
/// </summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private long _length;

    public NativeBuffer(long length)
        : base(0, ownsHandle: true) => Resize(length);

    public override bool IsInvalid => handle == 0;

    public byte* Pointer => (byte*)handle;

    /// <summary>Keeps the bytes up to the shorter of the two lengths; what is new is undefined.</summary>
    public void Resize(long length)
    {
        // At least one byte: an empty buffer has an address too.
        SetHandle((nint)NativeMemory.Realloc(Pointer, checked((nuint)Math.Max(length, 1))));
        Account(length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free(Pointer);
        Account(0);
        return true;
    }

    /// <summary>Tells the GC, to which this object is a few bytes, what collecting it would free.</summary>
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
