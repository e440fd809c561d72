using System.ComponentModel;

#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Planning;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>Divides rows evenly into parts and blocks that start at multiples of <see cref="Step"/>. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Rows
{
    /// <summary>Parts and blocks start at multiples of this: whole vectors of queries on every instruction set.</summary>
    public const int Step = 16;

    /// <summary>Number of blocks that rows are divided into.</summary>
    /// <param name="rows">Rows, not negative.</param>
    /// <param name="most">Maximum rows of a block, a multiple of <see cref="Step"/>.</param>
    /// <returns>The smallest possible number.</returns>
    public static int Blocks(int rows, int most) => (int)(((long)rows + most - 1) / most);

    /// <summary>The first row of a part, when rows are divided evenly.</summary>
    /// <param name="rows">Rows of all parts.</param>
    /// <param name="part">The part; <paramref name="parts"/> gives the end of the last part.</param>
    /// <param name="parts">Number of parts.</param>
    /// <returns>A multiple of <see cref="Step"/>, or <paramref name="rows"/>. No part is longer than its even share rounded up to a multiple.</returns>
    public static int Start(int rows, int part, int parts) => Start(rows, part, parts, Step);

    /// <summary>Rows of the largest group of sequences that run together: a row block, or a sequence, for each thread.</summary>
    /// <param name="tokens">Tokens of the longest sequence; 0 if no stage needs whole sequences.</param>
    /// <param name="rowBlock">Maximum rows of a block.</param>
    /// <param name="threads">Number of threads.</param>
    /// <returns>The rows.</returns>
    internal static long LargestGroup(long tokens, long rowBlock, long threads) => checked(Math.Max(tokens, rowBlock) * threads);

    /// <summary>The first item of a part, with another step.</summary>
    internal static int Start(int count, int part, int parts, int step)
    {
        long even = (long)count * part / parts;
        long whole = (even + step - 1) / step * step;
        return (int)Math.Min(whole, count);
    }
}
