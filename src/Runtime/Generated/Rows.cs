using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>How rows are cut into parts and blocks: evenly, at multiples of <see cref="Step"/>. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Rows
{
    /// <summary>Cuts are at multiples of so many rows: whole vectors of queries on every instruction set.</summary>
    public const int Step = 16;

    /// <summary>The number of blocks that so many rows are cut into.</summary>
    /// <param name="rows">Rows, not negative.</param>
    /// <param name="most">Rows of a block at most, a multiple of <see cref="Step"/>.</param>
    /// <returns>As few as can be.</returns>
    public static int Blocks(int rows, int most) => (int)(((long)rows + most - 1) / most);

    /// <summary>Where a part of evenly cut rows begins.</summary>
    /// <param name="rows">Rows of all parts.</param>
    /// <param name="part">Which part; the number of parts gives the end of the last one.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <returns>A multiple of <see cref="Step"/>, or <paramref name="rows"/>. No part is longer than its even share rounded up to a multiple.</returns>
    public static int Start(int rows, int part, int parts) => Start(rows, part, parts, Step);

    /// <summary>The same at multiples of another step, of rows or of anything.</summary>
    internal static int Start(int count, int part, int parts, int step)
    {
        long even = (long)count * part / parts;
        long whole = (even + step - 1) / step * step;
        return (int)Math.Min(whole, count);
    }
}
