using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>A thread's scratch, rented for one call. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ScratchRental
{
    private readonly AlignedMemory _memory;
    private readonly int _length;

    internal ScratchRental(AlignedMemory memory, int length)
    {
        _memory = memory;
        _length = length;
    }

    /// <summary>The scratch, on a 64-byte boundary, with undefined contents.</summary>
    public Span<float> Floats => _memory.Span[.._length];

    /// <summary>Returns the scratch.</summary>
    public void Dispose() => Scratch.Return(_memory);
}
