using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>
/// One call of <c>Forward</c>, on its way through its steps: the phases of a group of sequences, then those of the next group. Steps come one
/// after the other; the parts of a step need not.
/// </summary>
internal unsafe struct Job
{
    public delegate*<in Part, void> Run;
    public delegate*<int, int, int, int> PhaseRows;
    public float* Weights;
    public float* Input;
    public float* Output;
    public float* Scratch;
    public int* Lengths;
    public int Sequences;

    /// <summary>Tokens of the longest sequence; of each one, where there are no lengths.</summary>
    public int Tokens;
    public int InputWidth;
    public int OutputWidth;

    /// <summary>Phases of each group.</summary>
    public int Phases;

    /// <summary>Rows that a group has at most, if it has more sequences than <see cref="GroupSequences"/>.</summary>
    public long GroupRows;

    /// <summary>Sequences that a group has at least: each thread has one.</summary>
    public int GroupSequences;

    private int _phase;
    private int _firstSequence;
    private nint _firstRow;
    private int _sequences;
    private int _rows;
    private int _longest;

    /// <summary>Moves to the first step.</summary>
    public void Start()
    {
        _firstSequence = 0;
        _firstRow = 0;
        TakeGroup();
    }

    /// <summary>Moves to the next step.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (++_phase < Phases)
        {
            return true;
        }

        _firstSequence += _sequences;
        _firstRow += _rows;
        if (_firstSequence == Sequences)
        {
            return false;
        }

        TakeGroup();
        return true;
    }

    /// <summary>Runs one of <paramref name="parts"/> parts of the step. No two parts of a step touch the same scratch or output.</summary>
    public readonly void RunPart(int part, int parts)
    {
        int rows = PhaseRows(_phase, _rows, _longest);
        Run(new Part(
            ref Unsafe.AsRef<float>(Weights),
            ref Unsafe.AsRef<float>(Input + (_firstRow * InputWidth)),
            ref Unsafe.AsRef<float>(Output + (_firstRow * OutputWidth)),
            ref Unsafe.AsRef<float>(Scratch),
            ref Unsafe.AsRef<int>(Lengths is null ? null : Lengths + _firstSequence))
        {
            Phase = _phase,
            Rows = _rows,
            Tokens = _longest,
            First = Rows.Start(rows, part, parts),
            End = Rows.Start(rows, part + 1, parts),
            Worker = part,
        });
    }

    /// <summary>Takes as many of the sequences that are left as run together.</summary>
    private void TakeGroup()
    {
        _phase = 0;
        int left = Sequences - _firstSequence;
        if (Lengths is null)
        {
            _longest = Tokens;
            _sequences = (int)Math.Min(left, Math.Max(GroupSequences, GroupRows / Tokens));
            _rows = _sequences * Tokens;
            return;
        }

        _sequences = 0;
        _rows = 0;
        _longest = 0;
        while (_sequences < left)
        {
            int length = Lengths[_firstSequence + _sequences];
            if (_sequences >= GroupSequences && _rows + (long)length > GroupRows)
            {
                break;
            }

            _sequences++;
            _rows += length;
            _longest = Math.Max(_longest, length);
        }
    }
}
