namespace ShapeGen;

/// <summary>One tensor of a header.</summary>
/// <remarks>A class, because lists and sorts of a struct are not precompiled in the framework, so the JIT would compile them in every process.</remarks>
/// <param name="Name">The name.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape.</param>
/// <param name="ElementCount">The product of the shape.</param>
/// <param name="Begin">The first byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last, not before <paramref name="Begin"/>.</param>
/// <param name="Index">The position in the header, which makes the order of equal entries definite.</param>
internal sealed record HeaderEntry(
    string Name, TensorType Type, long[] Shape, long ElementCount, long Begin, long End, int Index)
    : IComparable<HeaderEntry>
{
    /// <summary>By position in the file; an empty tensor comes before a tensor that starts at the same byte.</summary>
    public int CompareTo(HeaderEntry? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Begin.CompareTo(other.Begin);
        order = order == 0 ? End.CompareTo(other.End) : order;
        return order == 0 ? Index.CompareTo(other.Index) : order;
    }
}
