using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>Keeps an assembly loaded while its resource is read: the stream references the assembly. There is nothing to free.</summary>
internal sealed unsafe class ResourceHandle : SafeHandle
{
    private UnmanagedMemoryStream? _stream;

    public ResourceHandle(UnmanagedMemoryStream stream)
        : base(0, ownsHandle: true)
    {
        _stream = stream;
        SetHandle((nint)stream.PositionPointer);
    }

    /// <summary>An empty resource may be at any address.</summary>
    public override bool IsInvalid => false;

    protected override bool ReleaseHandle()
    {
        // Not disposed: the finaliser of the stream may have run already.
        _stream = null;
        return true;
    }
}
