namespace ShapeGen.Runtime.Tests;

public class GuardTests
{
    [Fact]
    public void Lengths_that_fit_give_their_sum_and_the_longest()
    {
        float[] input = new float[3 * 12];
        Assert.Equal(12, Guard.Lengths(input, [3, 1, 8], new float[2 * 12], 3, 2, out int longest));
        Assert.Equal(8, longest);
    }

    [Theory]
    [InlineData(new[] { 3, 0, 9 }, "lengths[1] is 0, but each sequence must have at least 1 token")]
    [InlineData(new[] { -1, 13 }, "lengths[0] is -1, but each sequence must have at least 1 token")]
    [InlineData(new[] { int.MinValue }, "lengths[0] is -2147483648")]
    [InlineData(new int[0], "lengths is empty")]
    [InlineData(new[] { 3, 8 }, "input holds 36 floats, but the lengths of 2 sequences add up to 11 tokens, and 11 × 3 = 33 floats are expected")]
    [InlineData(new[] { 13 }, "input holds 36 floats, but the lengths of 1 sequence add up to 13 tokens, and 13 × 3 = 39 floats are expected")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue }, "6442450941 × 3 = 19327352823 floats are expected")]
    public void Lengths_that_do_not_fit(int[] lengths, string message)
    {
        float[] input = new float[3 * 12];
        float[] output = new float[2 * 12];
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Guard.Lengths(input, lengths, output, 3, 2, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_of_lengths_must_fit_and_be_apart()
    {
        float[] memory = new float[100];
        Assert.Contains("output holds 23 floats", Assert.ThrowsAny<ArgumentException>(() => Guard.Lengths(memory.AsSpan(0, 36), [12], memory.AsSpan(50, 23), 3, 2, out _)).Message, StringComparison.Ordinal);
        Assert.Contains("overlaps", Assert.ThrowsAny<ArgumentException>(() => Guard.Lengths(memory.AsSpan(0, 36), [12], memory.AsSpan(30, 24), 3, 2, out _)).Message, StringComparison.Ordinal);
    }

    private static readonly float[] Memory = new float[4000];

    [Theory]
    [InlineData(1, 64, 64, 64, 1)]
    [InlineData(2, 64 * 2 * 14, 64, 64, 14)]
    [InlineData(3, 3 * 5 * 7, 7, 11, 5)]
    public void Lengths_that_fit(int batch, int inputLength, int inputWidth, int outputWidth, int tokens)
    {
        float[] output = new float[batch * tokens * outputWidth];
        Assert.Equal(tokens, Guard.Tokens(Memory.AsSpan(0, inputLength), output, batch, inputWidth, outputWidth));
        Guard.FixedTokens(Memory.AsSpan(0, inputLength), output, batch, tokens, inputWidth, outputWidth);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Batch_below_one(int batch)
    {
        string expected = FormattableString.Invariant($"batch is {batch}, but must be at least 1.");
        Fails<ArgumentOutOfRangeException>("batch", expected, () => Guard.Tokens(Memory, Memory, batch, 64, 64));
        Fails<ArgumentOutOfRangeException>("batch", expected, () => Guard.FixedTokens(Memory, Memory, batch, 1, 64, 64));
    }

    [Fact]
    public void Inputs_that_are_not_whole_tokens()
    {
        Fails<ArgumentException>(
            "input",
            "input holds 900 floats, which is not batch 2 × tokens × 64: 900 / (2·64) = 7.03. Pass whole tokens of 64 floats, the same number in each of the 2 sequences.",
            () => Guard.Tokens(Memory.AsSpan(0, 900), Memory.AsSpan(1000), 2, 64, 64));
        Fails<ArgumentException>("input", "input is empty, but must hold batch 2 × tokens × 64 floats with at least one token: 128 or more.", () => Guard.Tokens([], Memory, 2, 64, 64));
        Fails<ArgumentException>("input", "input holds 63 floats, which is not batch 1 × tokens × 64: 63 / (1·64) = 0.98.", () => Guard.Tokens(Memory.AsSpan(0, 63), Memory, 1, 64, 64));
        Fails<ArgumentException>("input", "input holds 64 floats", () => Guard.Tokens(Memory.AsSpan(0, 64), Memory, int.MaxValue, int.MaxValue, 64));
    }

    [Fact]
    public void Outputs_that_do_not_match()
    {
        Fails<ArgumentException>(
            "output",
            "output holds 127 floats, but batch 2 × tokens 1 × 64 = 128 are expected. Pass a span of exactly that length.",
            () => Guard.Tokens(Memory.AsSpan(0, 128), Memory.AsSpan(200, 127), 2, 64, 64));
        Fails<ArgumentException>("output", "output holds 129 floats", () => Guard.Tokens(Memory.AsSpan(0, 128), Memory.AsSpan(200, 129), 2, 64, 64));
        Fails<ArgumentException>("output", "output holds 0 floats", () => Guard.FixedTokens(Memory.AsSpan(0, 128), [], 2, 1, 64, 64));
        Fails<ArgumentException>(
            "output",
            "output holds 64 floats, but batch 1 × tokens 4000 × 2147483647 = 8589934588000 are expected.",
            () => Guard.Tokens(Memory, new float[64], 1, 1, int.MaxValue));
    }

    [Fact]
    public void Inputs_of_another_number_of_tokens_than_the_fixed()
    {
        Fails<ArgumentException>(
            "input",
            "input holds 128 floats, but batch 1 × tokens 3 × 64 = 192 are expected. Pass that many, or change batch; the number of tokens is fixed by the declaration.",
            () => Guard.FixedTokens(Memory.AsSpan(0, 128), Memory.AsSpan(200, 192), 1, 3, 64, 64));
        Fails<ArgumentException>("input", "input holds 0 floats", () => Guard.FixedTokens([], Memory, 1, 3, 64, 64));
        Fails<ArgumentException>(
            "input",
            "input holds 5 floats, but batch 2147483647 × tokens 2147483647 × 2147483647 = 9903520300447984150353281023 are expected.",
            () => Guard.FixedTokens(Memory.AsSpan(0, 5), Memory, int.MaxValue, int.MaxValue, int.MaxValue, 1));
    }

    [Fact]
    public void The_same_span_may_be_input_and_output()
    {
        Assert.Equal(2, Guard.Tokens(Memory.AsSpan(5, 128), Memory.AsSpan(5, 128), 1, 64, 64));
        Guard.FixedTokens(Memory.AsSpan(5, 128), Memory.AsSpan(5, 128), 1, 2, 64, 64);
        Assert.Equal(2, Guard.Tokens(Memory.AsSpan(5, 128), Memory.AsSpan(133, 128), 1, 64, 64));
        Assert.Equal(2, Guard.Tokens(Memory.AsSpan(133, 128), Memory.AsSpan(5, 128), 1, 64, 64));
    }

    [Theory]
    [InlineData(0, 1, 64, "1 float after")]
    [InlineData(1, 0, 64, "1 float before")]
    [InlineData(0, 127, 64, "127 floats after")]
    [InlineData(0, 0, 32, "0 floats after")]
    [InlineData(0, 64, 32, "64 floats after")]
    public void Other_overlaps_are_refused(int inputStart, int outputStart, int outputWidth, string where)
    {
        string expected = $"output overlaps input: its {2 * outputWidth} floats start {where} the start of input's 128. Pass the same span (same start and length) or one that does not overlap.";
        Fails<ArgumentException>("output", expected, () => Guard.Tokens(Memory.AsSpan(inputStart, 128), Memory.AsSpan(outputStart, 2 * outputWidth), 1, 64, outputWidth));
        Fails<ArgumentException>("output", expected, () => Guard.FixedTokens(Memory.AsSpan(inputStart, 128), Memory.AsSpan(outputStart, 2 * outputWidth), 1, 2, 64, outputWidth));
    }

    [Fact]
    public void Scratch_is_apart()
    {
        Guard.ScratchApart(Memory.AsSpan(0, 10), Memory.AsSpan(10, 10), Memory.AsSpan(20));
        Fails<ArgumentException>("scratch", "scratch overlaps input.", () => Guard.ScratchApart(Memory.AsSpan(0, 10), Memory.AsSpan(10, 10), Memory.AsSpan(9, 1)));
        Fails<ArgumentException>("scratch", "scratch overlaps output.", () => Guard.ScratchApart(Memory.AsSpan(0, 10), Memory.AsSpan(10, 10), Memory.AsSpan(19)));
    }

    /// <summary>What one thread has room for, several may not: then it is not the tokens that are too many.</summary>
    [Theory]
    [InlineData("tokens", 1, 3_000_000_000, 3_000_000_000, "tokens is 500, too many: scratch for one thread would be 3000000000 floats, more than the 2147483576 that one array can hold. Pass fewer tokens.")]
    [InlineData("tokens", 7, 9_000_000_000, 2_147_483_577, "tokens is 500, too many: scratch for one thread would be 2147483577 floats, more than the 2147483576 that one array can hold. Pass fewer tokens.")]
    [InlineData("threads", 7, 3_000_000_000, 2_147_483_576, "threads is 7, too many: scratch for 500 tokens would be 3000000000 floats, more than the 2147483576 that one array can hold; for one thread it is 2147483576. Allow fewer threads.")]
    [InlineData("threads", int.MaxValue, long.MaxValue, 10, "threads is 2147483647, too many: scratch for 500 tokens would be over 9223372036854775806 floats, more than")]
    [InlineData("tokens", 2, long.MaxValue, long.MaxValue, "tokens is 500, too many: scratch for one thread would be over 9223372036854775806 floats, more than")]
    public void Scratch_that_cannot_be(string parameter, int threads, long floats, long onOneThread, string message)
    {
        Assert.Equal(2_147_483_576, Scratch.MaxLength);
        Fails<ArgumentOutOfRangeException>(parameter, message, () => throw Guard.TooMuchScratch(floats, onOneThread, tokens: 500, threads));
    }

    [Fact]
    public void Token_counts()
    {
        Guard.TokenCount(1);
        Guard.TokenCount(int.MaxValue);
        Guard.FixedTokenCount(14, 14);
        Fails<ArgumentOutOfRangeException>("tokens", "tokens is 0, but must be at least 1.", () => Guard.TokenCount(0));
        Fails<ArgumentOutOfRangeException>("tokens", "tokens is 13, but this module is declared with Tokens = 14.", () => Guard.FixedTokenCount(13, 14));
    }

    [Fact]
    public void Thread_counts()
    {
        Assert.Equal(1, Guard.ThreadCount(1));
        Assert.Equal(int.MaxValue, Guard.ThreadCount(int.MaxValue));
        Fails<ArgumentOutOfRangeException>("threads", "threads is 0, but must be at least 1: the caller's own thread is one of them.", () => Guard.ThreadCount(0));
        Fails<ArgumentOutOfRangeException>("threads", "threads is -5, but must be at least 1: the caller's own thread is one of them.", () => Guard.ThreadCount(-5));
    }

    [Fact]
    public void Threads_of_a_call()
    {
        Assert.Equal(3, Guard.Threads(0, ofModel: 3));
        Assert.Equal(2, Guard.Threads(2, ofModel: 3));
        Assert.Equal(9, Guard.Threads(9, ofModel: 3));
        Fails<ArgumentOutOfRangeException>("threads", "threads is -1, but must be at least 1, or 0 for the model's own number.", () => Guard.Threads(-1, ofModel: 3));
        Fails<ArgumentOutOfRangeException>("threads", "threads is -2147483648, but must be at least 1", () => Guard.Threads(int.MinValue, ofModel: 1));
    }

    [Fact]
    public void Good_arguments_allocate_nothing()
    {
        float[] output = new float[4000];
        Guard.Tokens(Memory, output, 2, 4, 4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Guard.Tokens(Memory, output, 2, 4, 4);
            Guard.FixedTokens(Memory, output, 2, 500, 4, 4);
            Guard.ScratchApart(Memory, output, []);
            Guard.TokenCount(1);
            Guard.ThreadCount(2);
            Guard.Threads(0, 2);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Fails<T>(string parameter, string message, Action action)
        where T : ArgumentException
    {
        T e = Assert.Throws<T>(parameter, action);
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
    }
}
