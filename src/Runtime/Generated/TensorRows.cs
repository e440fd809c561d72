using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>
/// Some rows of a parameter (elements, of a vector), and where they are in a checkpoint: in a tensor of their own, beside others in one
/// tensor, or nowhere, where they are zero. Made by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TensorRows
{
    private TensorRows(string? name, int first, int count, int of)
    {
        Name = name;
        First = first;
        Count = count;
        Of = of;
    }

    /// <summary>The name in the checkpoint, without prefix; null of rows that are zero.</summary>
    internal string? Name { get; }

    /// <summary>The first of the rows in the tensor.</summary>
    internal int First { get; }

    /// <summary>How many there are.</summary>
    internal int Count { get; }

    /// <summary>How many the tensor has.</summary>
    internal int Of { get; }

    /// <summary>All rows of a tensor.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <param name="count">How many it has, at least 1.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static TensorRows All(string name, int count) => Some(name, 0, count, count);

    /// <summary>Some rows of a tensor that holds others too.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <param name="first">The first of them, at least 0.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="of">How many the tensor has.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its least value, or the tensor has not so many.</exception>
    public static TensorRows Some(string name, int first, int count, int of)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(of, (long)first + count);
        return new TensorRows(name, first, count, of);
    }

    /// <summary>Rows that the checkpoint does not have, and that are zero.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static TensorRows Zeros(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new TensorRows(null, 0, count, count);
    }
}
