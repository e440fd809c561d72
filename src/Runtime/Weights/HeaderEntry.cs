namespace ShapeGen;

/// <summary>One tensor of a header.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape.</param>
/// <param name="ElementCount">The product of the shape.</param>
/// <param name="Begin">The first byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last, not before <paramref name="Begin"/>.</param>
/// <param name="Index">The position in the header, which makes the order of what is equal definite.</param>
internal readonly record struct HeaderEntry(
    string Name, TensorType Type, long[] Shape, long ElementCount, long Begin, long End, int Index)
    : IComparable<HeaderEntry>
{
    /// <summary>By place in the file; an empty tensor stands before the one that starts where it does.</summary>
    public int CompareTo(HeaderEntry other) => (Begin, End, Index).CompareTo((other.Begin, other.End, other.Index));
}
