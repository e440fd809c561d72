using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>
/// One way in which a checkpoint may hold a parameter: as one tensor, as rows of several that are joined, transposed. Immutable. Made by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TensorSource
{
    /// <summary>What a name begins with that stands outside of the family's own prefix.</summary>
    internal const char Outside = '/';

    private readonly TensorRows[] _rows;

    /// <param name="name">The tensor that is the parameter, or null where it is joined.</param>
    /// <param name="rows">The rows, one behind the other; none where the parameter is one tensor.</param>
    /// <param name="isTransposed">Whether the tensor is the transposed matrix.</param>
    private TensorSource(string? name, TensorRows[] rows, bool isTransposed)
    {
        Name = name;
        _rows = rows;
        IsTransposed = isTransposed;
    }

    /// <summary>The tensor that is the parameter, or null where it is joined.</summary>
    internal string? Name { get; }

    /// <summary>Whether tensors are stored as [inputs, outputs].</summary>
    internal bool IsTransposed { get; }

    /// <summary>How many pieces the parameter is joined of.</summary>
    internal int PieceCount => Name is null ? _rows.Length : 1;

    /// <summary>How many tensors it takes.</summary>
    internal int TensorCount
    {
        get
        {
            int count = 0;
            for (int i = 0; i < PieceCount; i++)
            {
                count += Name is not null || _rows[i].Name is not null ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>The tensor of this name is the parameter.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    public static implicit operator TensorSource(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new TensorSource(name, [], false);
    }

    /// <summary>The tensor of this name is the parameter.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <returns>The source.</returns>
    public static TensorSource Of(string name) => name;

    /// <summary>The parameter's rows are those of several tensors, one behind the other.</summary>
    /// <param name="rows">The rows, at least one piece.</param>
    /// <returns>The source.</returns>
    public static TensorSource Join(params TensorRows[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Length);
        return new TensorSource(null, rows, false);
    }

    /// <summary>The same, stored as [inputs, outputs], as GPT-2's <c>Conv1D</c>.</summary>
    /// <returns>A new source.</returns>
    public TensorSource Transposed() => new(Name, _rows, true);

    /// <summary>A piece of a parameter of <paramref name="count"/> rows.</summary>
    internal TensorRows Piece(int index, int count) => Name is null ? _rows[index] : TensorRows.All(Name, count);

    /// <summary>Throws unless the pieces have so many rows together.</summary>
    internal void RequireRows(int count, string parameter)
    {
        if (Name is not null)
        {
            return;
        }

        long sum = 0;
        foreach (TensorRows rows in _rows)
        {
            sum += rows.Count;
        }

        if (sum != count)
        {
            throw new ArgumentException(FormattableString.Invariant($"The pieces have {sum} rows together, the parameter has {count}."), parameter);
        }
    }
}
