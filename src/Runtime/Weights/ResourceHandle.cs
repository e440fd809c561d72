using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>Keeps an assembly loaded while a resource of it is read: the stream holds on to it. There is nothing to free.</summary>
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
        // Not disposed of: the finaliser may come here after the stream's own.
        _stream = null;
        return true;
    }
}
