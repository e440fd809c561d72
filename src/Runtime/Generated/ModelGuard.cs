using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>Checks the arguments of a whole model, whose input and output need not have a row for each token. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelGuard
{
    /// <summary>The rows of each sequence of a batch of equal lengths.</summary>
    /// <param name="length">Elements that the caller passed.</param>
    /// <param name="batch">Sequences, at least 1.</param>
    /// <param name="width">Elements of a row, at least 1.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <returns>Rows of one sequence, at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The elements are not a whole number of rows for each sequence.</exception>
    public static int Rows(int length, int batch, int width, string name)
    {
        Guard.BatchCount(batch);
        long step = (long)batch * width;
        long rows = length / step;
        if (rows < 1 || rows * step != length)
        {
            string row = width == 1 ? "" : FormattableString.Invariant($" × {width}");
            Guard.Throw(name, $"{name} holds {Text.Count(length, "element")}, which is not batch {batch} × rows{row} with at least one row. Pass whole rows, the same number for each of the {Text.Count(batch, "sequence")}.");
        }

        return (int)rows;
    }

    /// <summary>Checks the rows of a batch whose sequences have a fixed number of rows.</summary>
    /// <param name="length">Elements that the caller passed.</param>
    /// <param name="batch">Sequences, at least 1.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="width">Elements of a row.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is below 1.</exception>
    /// <exception cref="ArgumentException">There are more or fewer elements.</exception>
    public static void FixedRows(int length, int batch, int rows, int width, string name)
    {
        Guard.BatchCount(batch);
        if (length != (Int128)batch * rows * width)
        {
            string row = rows == 1 ? "" : FormattableString.Invariant($" × {rows}");
            Guard.Throw(name, $"{name} holds {Text.Count(length, "element")}, but batch {batch}{row} × {width} = {(Int128)batch * rows * width} are expected. Pass that many, or change batch; the declaration fixes the rest.");
        }
    }

    /// <summary>Checks the lengths of concatenated sequences.</summary>
    /// <param name="length">Elements that the caller passed.</param>
    /// <param name="lengths">Rows of each sequence, at least 1.</param>
    /// <param name="width">Elements of a row, at least 1.</param>
    /// <param name="longest">Rows of the longest sequence.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <returns>The sum of the lengths.</returns>
    /// <exception cref="ArgumentException">There is no sequence, a length is below 1, or their sum is not the number of rows.</exception>
    public static int Lengths(int length, ReadOnlySpan<int> lengths, int width, out int longest, string name)
    {
        long rows = Guard.SumOfLengths(lengths, out longest);
        if (length / rows != width || length % rows != 0)
        {
            string row = width == 1 ? "" : FormattableString.Invariant($" × {width} = {(Int128)rows * width}");
            Guard.Throw(name, $"{name} holds {Text.Count(length, "element")}, but the lengths of {Text.Count(lengths.Length, "sequence")} add up to {rows}{row}. Concatenate the sequences without padding.");
        }

        return (int)rows;
    }

    /// <summary>Checks the length of the output.</summary>
    /// <param name="length">Floats that the caller passed.</param>
    /// <param name="rows">Rows that the call computes.</param>
    /// <param name="width">Floats of a row.</param>
    /// <param name="row">What a row is: a sequence or a token.</param>
    /// <exception cref="ArgumentException">The length is different.</exception>
    public static void Output(int length, long rows, int width, string row)
    {
        if (length != (Int128)rows * width)
        {
            Guard.Throw("output", $"output holds {Text.Count(length, "float")}, but {Text.Count(rows, row)} × {width} = {(Int128)rows * width} are expected. Pass a span of exactly that length; OutputLength returns it.");
        }
    }

    /// <summary>Checks that token ids, or types, are inside their table.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="count">Rows of the table.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <param name="argument">The argument of the declaration that gives <paramref name="count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is below 0, or not below <paramref name="count"/>.</exception>
    public static void Ids(ReadOnlySpan<int> ids, int count, string name, string argument)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)count)
            {
                ThrowId(ids[i], i, count, name, argument);
            }
        }
    }

    /// <summary>Checks the types of tokens.</summary>
    /// <param name="types">The type of each token, or none.</param>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="count">Number of types.</param>
    /// <exception cref="ArgumentException">There are more or fewer than tokens.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is below 0, or not below <paramref name="count"/>.</exception>
    public static void Types(ReadOnlySpan<int> types, int tokens, int count)
    {
        if (!types.IsEmpty && types.Length != tokens)
        {
            Guard.Throw("types", $"types holds {Text.Count(types.Length, "number")}, but there are {Text.Count(tokens, "id")}. Pass one for each id, or none if all are 0.");
        }

        Ids(types, count, "types", "Types");
    }

    /// <summary>Checks that a sequence has no more tokens than the model has positions.</summary>
    /// <param name="tokens">Tokens of the longest sequence in the layers.</param>
    /// <param name="max">Rows of the table.</param>
    /// <param name="offset">The row of the first token.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public static void Positions(int tokens, int max, int offset, string name)
    {
        if (tokens > max - offset)
        {
            string less = offset == 0 ? "" : FormattableString.Invariant($" minus its offset of {offset}");
            Guard.Throw(name, $"a sequence has {Text.Count(tokens, "token")}, but the model has positions for {max - offset}: [Positions({max})]{less}. Cut the sequence.");
        }
    }

    /// <summary>Checks that a sequence has enough rows for the convolutions.</summary>
    /// <param name="rows">Rows of the sequence in the input.</param>
    /// <param name="least">Minimum number of rows, which give one token.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has fewer.</exception>
    public static void ConvolvedRows(int rows, int least, string name)
    {
        if (rows < least)
        {
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"A sequence has {Text.Count(rows, "row")}, but the convolutions need at least {least} for one token. Leave it out, or append zeros."));
        }
    }

    /// <summary>Checks that memory that is written does not overlap memory that is read.</summary>
    /// <typeparam name="T">The element type of the memory that is read.</typeparam>
    /// <param name="read">The memory that is read.</param>
    /// <param name="written">The memory that is written.</param>
    /// <param name="name">The name of the caller's parameter that is read.</param>
    /// <param name="writtenName">The name of the caller's parameter that is written.</param>
    /// <exception cref="ArgumentException">It does.</exception>
    public static unsafe void Apart<T>(ReadOnlySpan<T> read, Span<float> written, string name, string writtenName = "output")
        where T : unmanaged
    {
        // With pointers, as in Guard.
        fixed (T* from = read)
        fixed (float* to = written)
        {
            if (!read.IsEmpty && !written.IsEmpty && (byte*)from < (byte*)(to + written.Length) && (byte*)to < (byte*)(from + read.Length))
            {
                Guard.Throw(writtenName, $"{writtenName} overlaps {name}. Pass spans that do not overlap.");
            }
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowId(int id, int index, int count, string name, string argument) => throw new ArgumentOutOfRangeException(
        name, FormattableString.Invariant($"{name}[{index}] is {id}, but must be from 0 to {count - 1}: the model is declared with {argument} = {count}. Use the tokenizer that the model was trained with."));
}
