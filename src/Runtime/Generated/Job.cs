using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>
/// The state of one call of <c>Forward</c> while it goes through its steps: the phases of a group of sequences, then those of the next group. In a phase with
/// few rows, where each thread would read all weights, each stage is a step, and its columns are divided among the threads. Steps run in order; the parts of a
/// step may run in parallel.
/// </summary>
internal unsafe struct Job
{
    public delegate*<in Part, void> Run;
    public delegate*<int, in GroupShape, long> PhaseRows;
    public delegate*<int, int> PhaseStages;
    public float* Weights;
    public byte* Input;
    public float* Output;
    public float* Scratch;
    public int* Lengths;
    public byte* Memory;
    public int* Types;
    public bool HasBytes;
    public bool IsPooled;
    public int* MemoryLengths;

    /// <summary>Receives the results of the stages, or null.</summary>
    public TraceCall? Trace;
    public int Sequences;

    /// <summary>Tokens of the longest sequence; without lengths, of each sequence.</summary>
    public int Tokens;

    /// <summary>Tokens of the longest memory; without lengths, of each memory; 0 without memories.</summary>
    public int MemoryTokens;

    /// <summary>Bytes of a row.</summary>
    public nint InputStride;
    public nint MemoryStride;

    /// <summary>Floats of a row.</summary>
    public int OutputWidth;

    /// <summary>Phases of each group.</summary>
    public int Phases;

    /// <summary>Maximum rows, and rows of memory, of a group with more sequences than <see cref="GroupSequences"/>.</summary>
    public long GroupRows;

    /// <summary>Minimum sequences of a group: one for each thread, unless a group is always one sequence.</summary>
    public int GroupSequences;

    /// <summary>Columns are divided in phases with at most this many rows; 0 if in none.</summary>
    public long MaxColumnParallelRows;

    private int _phase;
    private int _phaseRows;

    /// <summary>Stages of the phase if each is a step, otherwise 1.</summary>
    private int _stages;
    private int _stage;
    private bool _isColumnParallel;
    private int _firstSequence;
    private nint _firstRow;
    private int _sequences;
    private int _rows;
    private int _longest;
    private nint _firstMemoryRow;
    private int _memoryRows;
    private int _longestMemory;

    /// <summary>Moves to the first step.</summary>
    public void Start()
    {
        _firstSequence = 0;
        _firstRow = 0;
        _firstMemoryRow = 0;
        StartGroup();
        Trace?.BeginGroup(_firstSequence);
        StartPhase();
    }

    /// <summary>Moves to the next step.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (++_stage < _stages)
        {
            return true;
        }

        if (++_phase < Phases)
        {
            StartPhase();
            return true;
        }

        _firstSequence += _sequences;
        _firstRow += _rows;
        _firstMemoryRow += _memoryRows;
        if (_firstSequence == Sequences)
        {
            return false;
        }

        StartGroup();
        Trace?.BeginGroup(_firstSequence);
        StartPhase();
        return true;
    }

    /// <summary>Runs one of <paramref name="parts"/> parts of the step. No two parts of a step touch the same scratch or output.</summary>
    public readonly void RunPart(int part, int parts)
    {
        Run(new Part(
            ref Unsafe.AsRef<float>(Weights),
            ref Unsafe.AsRef<float>(Input + (_firstRow * InputStride)),
            ref Unsafe.AsRef<float>(Output + ((IsPooled ? _firstSequence : _firstRow) * OutputWidth)),
            ref Unsafe.AsRef<float>(Scratch),
            ref Unsafe.AsRef<int>(Lengths is null ? null : Lengths + _firstSequence),
            ref Unsafe.AsRef<float>(Memory + (_firstMemoryRow * MemoryStride)),
            ref Unsafe.AsRef<int>(MemoryLengths is null ? null : MemoryLengths + _firstSequence),
            ref Unsafe.AsRef<int>(Types is null ? null : Types + _firstRow))
        {
            Sequences = _sequences,
            HasBytes = HasBytes,
            Phase = _phase,
            Rows = _rows,
            Tokens = _longest,
            MemoryRows = _memoryRows,
            MemoryTokens = _longestMemory,
            First = _isColumnParallel ? 0 : Rows.Start(_phaseRows, part, parts),
            End = _isColumnParallel ? _phaseRows : Rows.Start(_phaseRows, part + 1, parts),
            Worker = part,
            Trace = Trace,
            Stage = _isColumnParallel ? _stage : -1,
            Share = _isColumnParallel ? part : 0,
            Shares = _isColumnParallel ? parts : 1,
        });
    }

    private void StartPhase()
    {
        _phaseRows = (int)PhaseRows(_phase, new() { Sequences = _sequences, Rows = _rows, Tokens = _longest, MemoryRows = _memoryRows, MemoryTokens = _longestMemory });
        _isColumnParallel = _phaseRows <= MaxColumnParallelRows;
        _stages = _isColumnParallel ? PhaseStages(_phase) : 1;
        _stage = 0;
    }

    /// <summary>Chooses the next sequences that run together.</summary>
    private void StartGroup()
    {
        _phase = 0;
        int left = Sequences - _firstSequence;
        if (Lengths is null)
        {
            _longest = Tokens;
            _sequences = (int)Math.Min(left, Math.Max(GroupSequences, GroupRows / Math.Max(Tokens, MemoryTokens)));
            _rows = _sequences * Tokens;
            _longestMemory = MemoryTokens;
            _memoryRows = _sequences * MemoryTokens;
            return;
        }

        _sequences = 0;
        _rows = 0;
        _longest = 0;
        _memoryRows = 0;
        _longestMemory = 0;
        while (_sequences < left)
        {
            int length = Lengths[_firstSequence + _sequences];
            int memory = MemoryLengths is null ? 0 : MemoryLengths[_firstSequence + _sequences];
            if (_sequences >= GroupSequences && Math.Max(_rows + (long)length, _memoryRows + (long)memory) > GroupRows)
            {
                break;
            }

            _sequences++;
            _rows += length;
            _longest = Math.Max(_longest, length);
            _memoryRows += memory;
            _longestMemory = Math.Max(_longestMemory, memory);
        }
    }
}
