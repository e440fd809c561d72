using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>How a running model cuts rows: a second time here, as the runtime's <c>Job</c> and the generated code do it.</summary>
internal static class RowCuts
{
    /// <summary>The first row of each thread's part and the row behind its last: parts begin at multiples of 16.</summary>
    public static IEnumerable<(int First, int End)> Parts(int rows, int threads)
    {
        return Enumerable.Range(0, threads).Select(part => (Cut(part), Cut(part + 1)));

        int Cut(int part) => part == threads ? rows : (int)((long)rows * part / threads) / 16 * 16;
    }

    /// <summary>The blocks of a part.</summary>
    public static IEnumerable<(int First, int End)> Blocks(int first, int end, BodyPlan plan)
    {
        int block = BlockRows(end - first, plan);
        for (int row = first; row < end; row += block)
        {
            yield return (row, Math.Min(row + block, end));
        }
    }

    /// <summary>As few blocks as can be, of even height, in multiples of 16 as parts are.</summary>
    public static int BlockRows(int rows, BodyPlan plan)
    {
        int blocks = Math.Max(1, Up(rows, plan.RowBlock));
        return Math.Max(1, Up(Up(rows, blocks), 16)) * 16;
    }

    /// <summary>Sequences that can be in one group: all up to the most, as the last group takes what is left. Each thread has about a block of it, and a sequence.</summary>
    public static int MostSequences(BodyPlan plan, int tokens, int threads) =>
        plan.Attends ? (int)Math.Min(int.MaxValue, Math.Max(threads, (long)plan.RowBlock * threads / tokens)) : int.MaxValue;

    private static int Up(int value, int divisor) => (value + divisor - 1) / divisor;
}
