using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>One call of <c>Forward</c>, cut into steps (a phase of a group each), which come one after the other, and steps into parts, which need not.</summary>
internal unsafe struct Job
{
    /// <summary>Parts begin at multiples of so many rows: whole vectors of queries on every instruction set.</summary>
    private const int RowGranularity = 16;

    public delegate*<in Part, void> Run;
    public float* Weights;
    public float* Input;
    public float* Output;
    public float* Scratch;
    public int Batch;
    public int Tokens;
    public int InputWidth;
    public int OutputWidth;

    /// <summary>Sequences of a group; the last group may have fewer.</summary>
    public int Group;

    /// <summary>Phases of each group.</summary>
    public int Phases;

    public readonly int Steps => ((Batch - 1) / Group + 1) * Phases;

    /// <summary>Runs one of <paramref name="parts"/> parts of a step. No two parts of a step touch the same scratch or output.</summary>
    public readonly void RunPart(int step, int part, int parts)
    {
        int firstSequence = step / Phases * Group;
        int sequences = Math.Min(Group, Batch - firstSequence);
        int rows = sequences * Tokens;
        nint firstRow = (nint)firstSequence * Tokens;
        Run(new Part(
            ref Unsafe.AsRef<float>(Weights),
            ref Unsafe.AsRef<float>(Input + (firstRow * InputWidth)),
            ref Unsafe.AsRef<float>(Output + (firstRow * OutputWidth)),
            ref Unsafe.AsRef<float>(Scratch))
        {
            Phase = step % Phases,
            Sequences = sequences,
            Tokens = Tokens,
            First = Cut(rows, part, parts),
            End = Cut(rows, part + 1, parts),
            Worker = part,
        });
    }

    private static int Cut(int rows, int part, int parts)
    {
        if (part == parts)
        {
            return rows;
        }

        int cut = (int)((long)rows * part / parts);
        return cut - (cut % RowGranularity);
    }
}
