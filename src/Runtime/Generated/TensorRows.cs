using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>
/// Rows of a parameter (elements, for a vector), and their place in a checkpoint: a whole tensor, part of a tensor, or none if they are zero. Created by
/// generated code.
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

    /// <summary>The name in the checkpoint, without prefix; null for zero rows.</summary>
    internal string? Name { get; }

    /// <summary>Index of the first row in the tensor.</summary>
    internal int First { get; }

    /// <summary>Number of rows.</summary>
    internal int Count { get; }

    /// <summary>Number of rows of the whole tensor.</summary>
    internal int Of { get; }

    /// <summary>All rows of a tensor.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static TensorRows All(string name, int count) => Some(name, 0, count, count);

    /// <summary>Some rows of a tensor.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <param name="first">Index of the first row, at least 0.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="of">Number of rows of the whole tensor.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum, or the tensor has too few rows.</exception>
    public static TensorRows Some(string name, int first, int count, int of)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(of, (long)first + count);
        return new TensorRows(name, first, count, of);
    }

    /// <summary>Rows that are zero and not in the checkpoint.</summary>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static TensorRows Zeros(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new TensorRows(null, 0, count, count);
    }
}
