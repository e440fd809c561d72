using ShapeGen.Generator.Graph;

namespace ShapeGen.Tool.Compilation;

/// <summary>The input of a call: concatenated sequences.</summary>
/// <param name="Lengths">Rows of each sequence; 1 for an image.</param>
internal abstract record ModelInput(int[] Lengths)
{
    /// <summary>Whether to call the overload with lengths even if all lengths are equal.</summary>
    public bool ForceLengths { get; init; }

    /// <summary>Binds a model's <c>Forward</c> to this input.</summary>
    public abstract ModelCall Bind(LoadedModel model);

    /// <summary>Whether to call the overload with lengths.</summary>
    protected bool UsesLengths => ForceLengths || Array.Exists(Lengths, length => length != Lengths[0]);

    /// <summary>Throws if the model's token count is fixed: it has no overload with lengths.</summary>
    protected void RequireVariableLength(LoadedModel model)
    {
        if (model.Model.Form.IsFixed)
        {
            throw new ArgumentException($"{model.Model.Name} takes only sequences of {model.Model.Graph.Tokens} tokens, but the input has sequences of {string.Join(", ", Lengths)} rows.");
        }
    }

    protected static void Expect(LoadedModel model, params InputForm[] forms)
    {
        if (!forms.Contains(model.Model.Form.Input))
        {
            throw new ArgumentException($"{model.Model.Name} takes {Describe(model.Model.Form.Input)}.");
        }
    }

    /// <summary>The input of a call in words.</summary>
    public static string Describe(InputForm form) => form switch
    {
        InputForm.Rows or InputForm.Features => "rows of features",
        InputForm.RowsAndMemory => "rows of features and rows of a memory",
        InputForm.Ids => "token ids",
        InputForm.IdsAndTypes => "token ids and token types",
        InputForm.Pixels => "images of floats",
        InputForm.PixelsOrBytes => "images of floats or bytes",
        _ => throw new InvalidOperationException($"No words are known for {form}."),
    };
}

/// <summary>Rows of features.</summary>
/// <param name="Numbers">The rows of all sequences.</param>
/// <param name="Lengths">Rows of each sequence.</param>
internal sealed record FeatureInput(float[] Numbers, int[] Lengths) : ModelInput(Lengths)
{
    public override ModelCall Bind(LoadedModel model)
    {
        Expect(model, InputForm.Rows, InputForm.Features);
        return Calls<float>.Of(model, Numbers, Lengths, UsesLengths, RequireVariableLength);
    }
}

/// <summary>Images of floats.</summary>
/// <param name="Pixels">The pixels of all images.</param>
/// <param name="Images">The number of images.</param>
internal sealed record PixelInput(float[] Pixels, int Images) : ModelInput([.. Enumerable.Repeat(1, Images)])
{
    public override ModelCall Bind(LoadedModel model)
    {
        Expect(model, InputForm.Pixels, InputForm.PixelsOrBytes);
        return Calls<float>.Of(model, Pixels, Lengths, UsesLengths, RequireVariableLength);
    }
}

/// <summary>Images of bytes.</summary>
/// <param name="Pixels">The pixels of all images.</param>
/// <param name="Images">The number of images.</param>
internal sealed record ByteInput(byte[] Pixels, int Images) : ModelInput([.. Enumerable.Repeat(1, Images)])
{
    public override ModelCall Bind(LoadedModel model)
    {
        Expect(model, InputForm.PixelsOrBytes);
        return Calls<byte>.Of(model, Pixels, Lengths, UsesLengths, RequireVariableLength);
    }
}

/// <summary>Token ids.</summary>
/// <param name="Ids">The ids of all sequences.</param>
/// <param name="Lengths">Tokens of each sequence.</param>
/// <param name="Types">The type of each token; empty if all are 0.</param>
internal sealed record IdInput(int[] Ids, int[] Lengths, int[] Types) : ModelInput(Lengths)
{
    private delegate void BatchCall(ReadOnlySpan<int> ids, Span<float> output, int batch, int threads, ReadOnlySpan<int> types);

    private delegate void LengthsCall(ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, Span<float> output, int threads, ReadOnlySpan<int> types);

    public IdInput(int[] ids, int[] lengths)
        : this(ids, lengths, [])
    {
    }

    public override ModelCall Bind(LoadedModel model)
    {
        Expect(model, InputForm.Ids, InputForm.IdsAndTypes);
        if (model.Model.Form.Input == InputForm.Ids)
        {
            return Types.Length == 0
                ? Calls<int>.Of(model, Ids, Lengths, UsesLengths, RequireVariableLength)
                : throw new ArgumentException($"{model.Model.Name} has no token types, but the input has {Types.Length}.");
        }

        (int[] ids, int[] lengths, int[] types) = (Ids, Lengths, Types);
        if (UsesLengths)
        {
            RequireVariableLength(model);
            LengthsCall byLengths = model.Method<LengthsCall>("Forward");
            return (output, threads) => byLengths(ids, lengths, output, threads, types);
        }

        BatchCall batch = model.Method<BatchCall>("Forward");
        return (output, threads) => batch(ids, output, lengths.Length, threads, types);
    }
}

/// <summary>Query rows and memory rows, for cross-attention.</summary>
/// <param name="Query">The query rows of all sequences.</param>
/// <param name="Lengths">Rows of each sequence.</param>
/// <param name="Memory">The memory rows of all sequences.</param>
/// <param name="MemoryLengths">Rows of each sequence's memory.</param>
internal sealed record MemoryInput(float[] Query, int[] Lengths, float[] Memory, int[] MemoryLengths) : ModelInput(Lengths)
{
    private delegate void BatchCall(ReadOnlySpan<float> query, ReadOnlySpan<float> memory, Span<float> output, int batch, int threads);

    private delegate void LengthsCall(ReadOnlySpan<float> query, ReadOnlySpan<int> lengths, ReadOnlySpan<float> memory, ReadOnlySpan<int> memoryLengths, Span<float> output, int threads);

    public override ModelCall Bind(LoadedModel model)
    {
        Expect(model, InputForm.RowsAndMemory);
        (float[] query, int[] lengths, float[] memory, int[] memoryLengths) = (Query, Lengths, Memory, MemoryLengths);
        if (UsesLengths || Array.Exists(MemoryLengths, length => length != MemoryLengths[0]))
        {
            RequireVariableLength(model);
            LengthsCall byLengths = model.Method<LengthsCall>("Forward");
            return (output, threads) => byLengths(query, lengths, memory, memoryLengths, output, threads);
        }

        BatchCall batch = model.Method<BatchCall>("Forward");
        return (output, threads) => batch(query, memory, output, lengths.Length, threads);
    }
}

/// <summary>Calls that take a single input span.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal static class Calls<T>
    where T : unmanaged
{
    private delegate void BatchCall(ReadOnlySpan<T> input, Span<float> output, int batch, int threads);

    private delegate void LengthsCall(ReadOnlySpan<T> input, ReadOnlySpan<int> lengths, Span<float> output, int threads);

    public static ModelCall Of(LoadedModel model, T[] numbers, int[] lengths, bool usesLengths, Action<LoadedModel> requireVariableLength)
    {
        if (usesLengths)
        {
            requireVariableLength(model);
            LengthsCall byLengths = model.Method<LengthsCall>("Forward");
            return (output, threads) => byLengths(numbers, lengths, output, threads);
        }

        BatchCall batch = model.Method<BatchCall>("Forward");
        return (output, threads) => batch(numbers, output, lengths.Length, threads);
    }
}
