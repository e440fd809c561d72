using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime;

/// <summary>
/// One traced call, on one thread. Groups, phases and row blocks run in order, so the rows of each result come in order too. Used by generated
/// code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TraceCall
{
    private readonly TraceCallback _callback;
    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);
    private float[] _dense = [];
    private int _firstSequence;

    internal TraceCall(TraceCallback callback) => _callback = callback;

    /// <summary>The next rows belong to sequences from this one on.</summary>
    internal void BeginGroup(int firstSequence) => _firstSequence = firstSequence;

    /// <summary>Passes the rows of a block to the callback.</summary>
    /// <param name="name">The name of the result; in a layer, without the layer's number.</param>
    /// <param name="layer">The layer, or -1 outside the layers.</param>
    /// <param name="part">The part that the block belongs to.</param>
    /// <param name="kind">What a row is.</param>
    /// <param name="row">The block's first row, counted from the group's first.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="first">The first float.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="width">Floats of a row.</param>
    public void Result(string name, int layer, in Part part, TraceRows kind, int row, int rows, ref float first, int stride, int width)
    {
        string full = layer < 0 ? name : FormattableString.Invariant($"layers.{layer}.{name}");
        Place(part, kind, row, out int sequence, out int position);
        long before = _rows.GetValueOrDefault(full);
        _callback(new(full, width, Dense(ref first, rows, stride, width))
        {
            Layer = layer < 0 ? null : layer,
            Kind = kind,
            FirstRow = before,
            Sequence = _firstSequence + sequence,
            Position = position,
        });
        _rows[full] = before + rows;
    }

    /// <summary>The sequence of a row in its group, and the row's position in it.</summary>
    private static void Place(in Part part, TraceRows kind, int row, out int sequence, out int position)
    {
        switch (kind)
        {
            case TraceRows.Tokens:
                part.PlaceOf(row, out sequence, out position);
                break;
            case TraceRows.Memory:
                part.PlaceInMemory(row, out sequence, out position);
                break;
            case TraceRows.Convolved:
                // A group is one sequence.
                sequence = 0;
                position = row;
                break;
            case TraceRows.Sequences:
                sequence = row;
                position = 0;
                break;
            default:
                throw new InvalidOperationException($"No sequence is known for {kind}.");
        }
    }

    /// <summary>The rows without the gaps between them.</summary>
    private ReadOnlySpan<float> Dense(ref float first, int rows, int stride, int width)
    {
        int length = checked(rows * width);
        if (_dense.Length < length)
        {
            _dense = new float[length];
        }

        ReadOnlySpan<float> source = MemoryMarshal.CreateReadOnlySpan(ref first, ((rows - 1) * stride) + width);
        for (int row = 0; row < rows; row++)
        {
            source.Slice(row * stride, width).CopyTo(_dense.AsSpan(row * width));
        }

        return _dense.AsSpan(0, length);
    }
}
