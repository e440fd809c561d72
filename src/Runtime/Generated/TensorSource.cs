using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>
/// One way in which a checkpoint may store a parameter: as one tensor, or joined from rows of several tensors; possibly transposed. Immutable. Created by
/// generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TensorSource : ITensorSource
{
    private readonly TensorRows[] _rows;

    /// <param name="name">The tensor that is the parameter, or null if the parameter is joined.</param>
    /// <param name="rows">The rows in order; none if the parameter is one tensor.</param>
    /// <param name="isTransposed">Whether the tensor is the transposed matrix.</param>
    private TensorSource(string? name, TensorRows[] rows, bool isTransposed)
    {
        Name = name;
        _rows = rows;
        IsTransposed = isTransposed;
    }

    /// <summary>The tensor that is the parameter, or null if the parameter is joined.</summary>
    internal string? Name { get; }

    /// <summary>Whether tensors are stored as [inputs, outputs].</summary>
    internal bool IsTransposed { get; }

    /// <summary>Number of pieces that form the parameter.</summary>
    internal int PieceCount => Name is null ? _rows.Length : 1;

    int ITensorSource.PieceCount => PieceCount;

    /// <summary>Number of tensors.</summary>
    internal int TensorCount
    {
        get
        {
            int count = 0;
            for (int i = 0; i < PieceCount; i++)
            {
                count += NameOf(i) is null ? 0 : 1;
            }

            return count;
        }
    }

    /// <summary>The parameter is the tensor with this name.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    public static implicit operator TensorSource(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new TensorSource(name, [], false);
    }

    /// <summary>The parameter is the tensor with this name.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <returns>The source.</returns>
    public static TensorSource Of(string name) => name;

    /// <summary>The parameter's rows come from several tensors, in order.</summary>
    /// <param name="rows">The rows, at least one piece.</param>
    /// <returns>The source.</returns>
    public static TensorSource Join(params TensorRows[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(rows.Length);
        return new TensorSource(null, rows, false);
    }

    /// <summary>Returns the same source, stored as [inputs, outputs] like GPT-2's <c>Conv1D</c>.</summary>
    /// <returns>A new source.</returns>
    public TensorSource Transposed() => new(Name, _rows, true);

    string? ITensorSource.NameOf(int piece) => NameOf(piece);

    /// <summary>The name of a piece's tensor, without prefix; null if the piece is zero.</summary>
    internal string? NameOf(int piece) => Name ?? _rows[piece].Name;

    /// <summary>A piece of a parameter of <paramref name="count"/> rows.</summary>
    internal TensorRows Piece(int index, int count) => Name is null ? _rows[index] : TensorRows.All(Name, count);

    /// <summary>Throws unless the pieces have <paramref name="count"/> rows in total.</summary>
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
