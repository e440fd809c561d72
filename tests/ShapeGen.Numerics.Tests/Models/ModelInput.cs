using ShapeGen.Runtime;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>What is given to a whole model: sequences one behind the other.</summary>
/// <param name="Rows">Rows of each sequence; an image is one.</param>
/// <param name="ByLengths">Whether the call takes their lengths, not a batch of equal ones.</param>
internal abstract record ModelInput(int[] Rows, bool ByLengths)
{
    /// <summary>Whether rows are images: the model makes a fixed number of tokens of each.</summary>
    public abstract bool IsImage { get; }

    /// <summary>One of the sequences, alone.</summary>
    public abstract ModelInput Sequence(int index);

    /// <summary>The calls of a model on this.</summary>
    public abstract ModelCall On(WholeModel model);

    /// <summary>The sizes that a model's call computes of this.</summary>
    public CallShape Shape(WholeModel model, int threads)
    {
        int longest = Rows.Max();
        int added = model.AddedTokens;
        if (IsImage)
        {
            return CallShape.Of(Rows.Length, model.Tokens!.Value, threads).WithMemory(1);
        }

        // Convolutions make tokens of windows of rows; those models have no pooling, so that their output tells how many.
        bool isConvolved = model.IsConvolved;
        int Tokens(int rows) => isConvolved ? model.OutputLength(1, rows) / model.OutputWidth : rows + added;
        if (ByLengths)
        {
            CallShape call = CallShape.Of(Rows, Tokens(longest), Rows.Sum(Tokens), threads);
            return added == 0 && !isConvolved ? call : call.WithMemory(Rows, longest, Rows.Sum());
        }

        CallShape equal = CallShape.Of(Rows.Length, Tokens(longest), threads);
        return added == 0 && !isConvolved ? equal : equal.WithMemory(longest);
    }

    protected int Start(int index) => Rows.Take(index).Sum();
}

/// <summary>Pixels, bytes, features, or ids without types.</summary>
/// <typeparam name="T">A number of it.</typeparam>
/// <param name="Numbers">The numbers of all sequences.</param>
/// <param name="Rows">Rows of each sequence.</param>
/// <param name="ByLengths">Whether the call takes their lengths.</param>
/// <param name="IsImage">Whether rows are images.</param>
internal sealed record NumbersInput<T>(T[] Numbers, int[] Rows, bool ByLengths, bool IsImage) : ModelInput(Rows, ByLengths)
    where T : unmanaged
{
    private delegate void BatchCall(ReadOnlySpan<T> input, Span<float> output, int batch, int threads);

    private delegate void ScratchedBatchCall(ReadOnlySpan<T> input, Span<float> output, Span<float> scratch, int batch, int threads);

    private delegate void LengthsCall(ReadOnlySpan<T> input, ReadOnlySpan<int> lengths, Span<float> output, int threads);

    private delegate void ScratchedLengthsCall(ReadOnlySpan<T> input, ReadOnlySpan<int> lengths, Span<float> output, Span<float> scratch, int threads);

    private delegate void HiddenCall(ReadOnlySpan<T> input, Span<float> output, Span<float> scratch, in CallShape call);

    private delegate void HiddenIdsCall(ReadOnlySpan<T> ids, ReadOnlySpan<int> types, Span<float> output, Span<float> scratch, in CallShape call);

    public override bool IsImage { get; } = IsImage;

    public override ModelInput Sequence(int index)
    {
        int width = Numbers.Length / Rows.Sum();
        return this with { Numbers = Numbers.AsSpan(Start(index) * width, Rows[index] * width).ToArray(), Rows = [Rows[index]] };
    }

    public override ModelCall On(WholeModel model)
    {
        ModelCall.HiddenCall hidden;
        if (typeof(T) == typeof(int))
        {
            HiddenIdsCall run = model.Method<HiddenIdsCall>("Run");
            hidden = (output, scratch, in call) => run(Numbers, default, output, scratch, call);
        }
        else
        {
            HiddenCall run = model.Method<HiddenCall>("Run");
            hidden = (output, scratch, in call) => run(Numbers, output, scratch, call);
        }

        if (ByLengths)
        {
            LengthsCall forward = model.Method<LengthsCall>("Forward");
            ScratchedLengthsCall scratched = model.Method<ScratchedLengthsCall>("Forward");
            return new(
                (output, threads) => forward(Numbers, Rows, output, threads), (output, scratch, threads) => scratched(Numbers, Rows, output, scratch, threads), hidden);
        }

        BatchCall batch = model.Method<BatchCall>("Forward");
        ScratchedBatchCall scratchedBatch = model.Method<ScratchedBatchCall>("Forward");
        return new(
            (output, threads) => batch(Numbers, output, Rows.Length, threads), (output, scratch, threads) => scratchedBatch(Numbers, output, scratch, Rows.Length, threads), hidden);
    }
}

/// <summary>Ids for a model that has types.</summary>
/// <param name="Ids">Of all sequences.</param>
/// <param name="Types">Of all sequences, or empty.</param>
/// <param name="Rows">Tokens of each sequence.</param>
/// <param name="ByLengths">Whether the call takes their lengths.</param>
internal sealed record TypedInput(int[] Ids, int[] Types, int[] Rows, bool ByLengths) : ModelInput(Rows, ByLengths)
{
    private delegate void BatchCall(ReadOnlySpan<int> ids, Span<float> output, int batch, int threads, ReadOnlySpan<int> types);

    private delegate void ScratchedBatchCall(ReadOnlySpan<int> ids, Span<float> output, Span<float> scratch, int batch, int threads, ReadOnlySpan<int> types);

    private delegate void LengthsCall(ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, Span<float> output, int threads, ReadOnlySpan<int> types);

    private delegate void ScratchedLengthsCall(ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, Span<float> output, Span<float> scratch, int threads, ReadOnlySpan<int> types);

    private delegate void HiddenCall(ReadOnlySpan<int> ids, ReadOnlySpan<int> types, Span<float> output, Span<float> scratch, in CallShape call);

    public override bool IsImage => false;

    public override ModelInput Sequence(int index) => this with
    {
        Ids = Ids.AsSpan(Start(index), Rows[index]).ToArray(),
        Types = Types.Length == 0 ? [] : Types.AsSpan(Start(index), Rows[index]).ToArray(),
        Rows = [Rows[index]],
    };

    public override ModelCall On(WholeModel model)
    {
        HiddenCall run = model.Method<HiddenCall>("Run");
        ModelCall.HiddenCall hidden = (output, scratch, in call) => run(Ids, Types, output, scratch, call);
        if (ByLengths)
        {
            LengthsCall forward = model.Method<LengthsCall>("Forward");
            ScratchedLengthsCall scratched = model.Method<ScratchedLengthsCall>("Forward");
            return new(
                (output, threads) => forward(Ids, Rows, output, threads, Types), (output, scratch, threads) => scratched(Ids, Rows, output, scratch, threads, Types), hidden);
        }

        BatchCall batch = model.Method<BatchCall>("Forward");
        ScratchedBatchCall scratchedBatch = model.Method<ScratchedBatchCall>("Forward");
        return new(
            (output, threads) => batch(Ids, output, Rows.Length, threads, Types),
            (output, scratch, threads) => scratchedBatch(Ids, output, scratch, Rows.Length, threads, Types), hidden);
    }
}

/// <summary>A model's calls on one input. They allocate nothing of their own.</summary>
/// <param name="Forward">The public call.</param>
/// <param name="Scratched">The public call in the caller's scratch.</param>
/// <param name="Hidden">On exactly so many threads, however small the call.</param>
internal sealed record ModelCall(ModelCall.ForwardCall Forward, ModelCall.ScratchedCall Scratched, ModelCall.HiddenCall Hidden)
{
    public delegate void ForwardCall(Span<float> output, int threads);

    public delegate void ScratchedCall(Span<float> output, Span<float> scratch, int threads);

    public delegate void HiddenCall(Span<float> output, Span<float> scratch, in CallShape call);
}
