using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>
/// Checks the arguments of <c>Forward</c>. Every exception names the parameter, the actual value and the expected one. Used by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Guard
{
    /// <summary>Checks the lengths for a module that takes any number of tokens, and that input and output do not overlap or are the same.</summary>
    /// <param name="input">[batch, tokens, inputWidth].</param>
    /// <param name="output">[batch, tokens, outputWidth]. May be the same span as <paramref name="input"/>.</param>
    /// <param name="batch">Sequences, at least 1.</param>
    /// <param name="inputWidth">Features of an input token, at least 1.</param>
    /// <param name="outputWidth">Features of an output token, at least 1.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <returns>Tokens of one sequence, at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap without being the same.</exception>
    public static int Tokens(ReadOnlySpan<float> input, Span<float> output, int batch, int inputWidth, int outputWidth, string name = "input")
    {
        BatchCount(batch);

        long tokenStep = (long)batch * inputWidth;
        long tokens = input.Length / tokenStep;
        if (tokens < 1 || tokens * tokenStep != input.Length)
        {
            ThrowInputTokens(name, input.Length, batch, inputWidth);
        }

        // batch · tokens ≤ input.Length, so this is a product of two ints.
        if (batch * tokens * outputWidth != output.Length)
        {
            ThrowOutput(output.Length, batch, tokens, outputWidth);
        }

        RequireSameOrDisjoint(input, output, name);
        return (int)tokens;
    }

    /// <summary>Checks the lengths for a module with a fixed number of tokens, and that input and output do not overlap or are the same.</summary>
    /// <param name="input">[batch, tokens, inputWidth].</param>
    /// <param name="output">[batch, tokens, outputWidth]. May be the same span as <paramref name="input"/>.</param>
    /// <param name="batch">Sequences, at least 1.</param>
    /// <param name="tokens">Tokens of one sequence, at least 1.</param>
    /// <param name="inputWidth">Features of an input token, at least 1.</param>
    /// <param name="outputWidth">Features of an output token, at least 1.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A length does not fit, or the spans overlap without being the same.</exception>
    public static void FixedTokens(ReadOnlySpan<float> input, Span<float> output, int batch, int tokens, int inputWidth, int outputWidth, string name = "input")
    {
        BatchCount(batch);

        // Division, because a product of three ints can overflow a long.
        long rows = (long)batch * tokens;
        if (input.Length / rows != inputWidth || input.Length % rows != 0)
        {
            ThrowInputFixed(name, input.Length, batch, tokens, inputWidth);
        }

        if (rows * outputWidth != output.Length)
        {
            ThrowOutput(output.Length, batch, tokens, outputWidth);
        }

        RequireSameOrDisjoint(input, output, name);
    }

    /// <summary>Checks the lengths of concatenated sequences, and that input and output do not overlap or are the same.</summary>
    /// <param name="input">[sum of lengths, inputWidth].</param>
    /// <param name="lengths">Tokens of each sequence, at least 1.</param>
    /// <param name="output">[sum of lengths, outputWidth]. May be the same span as <paramref name="input"/>.</param>
    /// <param name="inputWidth">Features of an input token, at least 1.</param>
    /// <param name="outputWidth">Features of an output token, at least 1.</param>
    /// <param name="longest">Tokens of the longest sequence.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <returns>The sum of lengths.</returns>
    /// <exception cref="ArgumentException">There is no sequence, a length is below 1, their sum is not the number of rows, or the spans overlap without being the same.</exception>
    public static int Lengths(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, int inputWidth, int outputWidth, out int longest, string name = "input")
    {
        long rows = SumOfLengths(lengths, out longest);

        // Division, because a sum of ints times an int can overflow a long.
        if (input.Length / rows != inputWidth || input.Length % rows != 0)
        {
            ThrowInputLengths(name, input.Length, lengths.Length, rows, inputWidth);
        }

        if (output.Length / rows != outputWidth || output.Length % rows != 0)
        {
            ThrowOutputLengths(output.Length, lengths.Length, rows, outputWidth);
        }

        RequireSameOrDisjoint(input, output, name);
        return (int)rows;
    }

    /// <summary>Checks that the caller's scratch overlaps neither input nor output.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="scratch">The scratch.</param>
    /// <param name="name">The name of the caller's parameter.</param>
    /// <exception cref="ArgumentException">It does.</exception>
    public static void ScratchApart(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch, string name = "input")
    {
        if (input.Overlaps(scratch))
        {
            ThrowScratch(name);
        }

        if (output.Overlaps(scratch))
        {
            ThrowScratch("output");
        }
    }

    /// <summary>Creates the exception for a call that needs more scratch than <see cref="Scratch.MaxLength"/>.</summary>
    /// <param name="floats">Floats that the call needs; <see cref="long.MaxValue"/> means that many or more.</param>
    /// <param name="onOneThread">Floats that it needs on one thread.</param>
    /// <param name="tokens">Tokens of one sequence.</param>
    /// <param name="threads">Maximum number of threads.</param>
    /// <returns>The exception. It blames the number of threads if one thread would have enough room.</returns>
    public static ArgumentOutOfRangeException TooMuchScratch(long floats, long onOneThread, int tokens, int threads)
    {
        return onOneThread <= Scratch.MaxLength
            ? OutOfRange("threads", $"threads is {threads}, too many: scratch for {Text.Count(tokens, "token")} would be {Number(floats)} floats, more than the {Scratch.MaxLength} that one array can hold; for one thread it is {onOneThread}. Allow fewer threads.")
            : OutOfRange("tokens", $"tokens is {tokens}, too many: scratch for one thread would be {Number(onOneThread)} floats, more than the {Scratch.MaxLength} that one array can hold. Pass fewer tokens.");

        static string Number(long number) => number == long.MaxValue ? "over 9223372036854775806" : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Checks a number of sequences.</summary>
    /// <param name="batch">Sequences.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static void BatchCount(int batch)
    {
        if (batch < 1)
        {
            ThrowBatch(batch);
        }
    }

    /// <summary>Checks a number of tokens.</summary>
    /// <param name="tokens">Tokens of one sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static void TokenCount(int tokens)
    {
        if (tokens < 1)
        {
            ThrowTokenCount(tokens);
        }
    }

    /// <summary>Checks a number of tokens against the fixed one.</summary>
    /// <param name="tokens">Tokens of one sequence.</param>
    /// <param name="expected">The number that the module is declared with.</param>
    /// <exception cref="ArgumentOutOfRangeException">They differ.</exception>
    public static void FixedTokenCount(int tokens, int expected)
    {
        if (tokens != expected)
        {
            ThrowFixedTokenCount(tokens, expected);
        }
    }

    /// <summary>Checks a number of threads.</summary>
    /// <param name="threads">Threads.</param>
    /// <returns><paramref name="threads"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static int ThreadCount(int threads)
    {
        if (threads < 1)
        {
            ThrowThreadCount(threads);
        }

        return threads;
    }

    /// <summary>Maximum number of threads of a call.</summary>
    /// <param name="threads">The call's own number, or 0.</param>
    /// <param name="ofModel">The model's.</param>
    /// <returns><paramref name="threads"/>, or <paramref name="ofModel"/> in place of 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 0.</exception>
    public static int Threads(int threads, int ofModel)
    {
        if (threads < 0)
        {
            ThrowThreads(threads);
        }

        return threads == 0 ? ofModel : threads;
    }

    /// <summary>Checks the lengths of sequences.</summary>
    /// <param name="lengths">Rows of each sequence.</param>
    /// <exception cref="ArgumentException">There is no sequence, or a length is below 1.</exception>
    public static void SequenceLengths(ReadOnlySpan<int> lengths) => SumOfLengths(lengths, out _);

    /// <summary>Adds up the lengths of sequences.</summary>
    /// <exception cref="ArgumentException">There is no sequence, or a length is below 1.</exception>
    internal static long SumOfLengths(ReadOnlySpan<int> lengths, out int longest)
    {
        long rows = 0;
        longest = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            int length = lengths[i];
            if (length < 1)
            {
                ThrowLength(i, length);
            }

            rows += length;
            longest = Math.Max(longest, length);
        }

        if (rows == 0)
        {
            ThrowNoLengths();
        }

        return rows;
    }

    /// <summary>Both spans must not be empty.</summary>
    private static unsafe void RequireSameOrDisjoint(ReadOnlySpan<float> input, Span<float> output, string name)
    {
        // With pointers: MemoryExtensions.Overlaps is not precompiled for floats, so the JIT would compile it in every process.
        fixed (float* from = input, to = output)
        {
            bool overlap = from < to + output.Length && to < from + input.Length;
            if (overlap && (from != to || input.Length != output.Length))
            {
                ThrowOverlap(name, (int)(to - from), input.Length, output.Length);
            }
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowBatch(int batch) =>
        ThrowOutOfRange("batch", $"batch is {batch}, but must be at least 1.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowInputTokens(string name, int actual, int batch, int width)
    {
        if (actual == 0)
        {
            Throw(name, $"{name} is empty, but must hold batch {batch} × tokens × {width} floats with at least one token: {(long)batch * width} or more.");
        }

        double tokens = (double)actual / batch / width;
        Throw(
            name,
            $"{name} holds {actual} floats, which is not batch {batch} × tokens × {width}: {actual} / ({batch}·{width}) = {tokens:0.##}. Pass whole tokens of {width} floats, the same number in each of the {batch} sequences.");
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowInputFixed(string name, int actual, int batch, int tokens, int width) =>
        Throw(
            name,
            $"{name} holds {actual} floats, but batch {batch} × tokens {tokens} × {width} = {(Int128)batch * tokens * width} are expected. Pass that many, or change batch; the number of tokens is fixed by the declaration.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOutput(int actual, int batch, long tokens, int width) =>
        Throw(
            "output",
            $"output holds {actual} floats, but batch {batch} × tokens {tokens} × {width} = {batch * tokens * width} are expected. Pass a span of exactly that length.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowLength(int index, int length) =>
        Throw("lengths", $"lengths[{index}] is {length}, but each sequence must have at least 1 token. Leave empty sequences out.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNoLengths() =>
        Throw("lengths", $"lengths is empty, but there must be at least one sequence.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowInputLengths(string name, int actual, int sequences, long rows, int width) =>
        Throw(
            name,
            $"{name} holds {actual} floats, but the lengths of {Text.Count(sequences, "sequence")} add up to {Text.Count(rows, "token")}, and {rows} × {width} = {(Int128)rows * width} floats are expected. Concatenate the sequences without padding.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOutputLengths(int actual, int sequences, long rows, int width) =>
        Throw(
            "output",
            $"output holds {actual} floats, but the lengths of {Text.Count(sequences, "sequence")} add up to {Text.Count(rows, "token")}, and {rows} × {width} = {(Int128)rows * width} floats are expected. Pass a span of exactly that length.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOverlap(string name, int offset, int inputLength, int outputLength) =>
        Throw(
            "output",
            $"output overlaps {name}: its {outputLength} floats start {Text.Count(Math.Abs((long)offset), "float")} {(offset < 0 ? "before" : "after")} the start of {name}'s {inputLength}. Pass the same span (same start and length) or one that does not overlap.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowScratch(string other) =>
        Throw("scratch", $"scratch overlaps {other}. Pass a scratch that overlaps neither input nor output.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTokenCount(int tokens) =>
        ThrowOutOfRange("tokens", $"tokens is {tokens}, but must be at least 1.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowThreadCount(int threads) =>
        ThrowOutOfRange("threads", $"threads is {threads}, but must be at least 1: the caller's own thread is one of them.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowThreads(int threads) =>
        ThrowOutOfRange("threads", $"threads is {threads}, but must be at least 1, or 0 for the model's own number.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowFixedTokenCount(int tokens, int expected) =>
        ThrowOutOfRange("tokens", $"tokens is {tokens}, but this module is declared with Tokens = {expected}. Pass {expected}, or drop Tokens from the declaration.");

    [DoesNotReturn]
    internal static void Throw(string parameterName, FormattableString message) =>
        throw new ArgumentException(FormattableString.Invariant(message), parameterName);

    [DoesNotReturn]
    private static void ThrowOutOfRange(string parameterName, FormattableString message) =>
        throw OutOfRange(parameterName, message);

    private static ArgumentOutOfRangeException OutOfRange(string parameterName, FormattableString message) =>
        new(parameterName, FormattableString.Invariant(message));
}
