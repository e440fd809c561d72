namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A whole model whose calls are counted for garbage, on an input that is large enough for two threads.</summary>
internal sealed record ModelAllocationCase(string Attribute, ModelInput Input)
{
    private const string Encoder = "Encoder(Embed = 64, Heads = 8, Ffn = 128, Layers = 2)";

    private const string Ids = $"TokenEmbedding(Vocab = 50, Types = 2), Positions(40), InputNorm, Pool(Pooling.Mean, Normalize = true), Head(12, Activation = HeadActivation.Softmax), {Encoder}";

    private const string Dense = $"TokenEmbedding(50), Positions(40), Pool(Pooling.Mean), Head(20, Activation = HeadActivation.Silu, Normalize = true), Head(12, Normalize = true), {Encoder}";

    private const string OfEveryToken = $"Projection(10), Head(12, Activation = HeadActivation.GeluTanh, Normalize = true), {Encoder}";

    private const string Pixels = $"PatchEmbedding(32, 40, 8, Mean = new[] {{ 0.5f, 0.5f, 0.5f }}, Std = new[] {{ 0.5f, 0.5f, 0.5f }}), ClassToken, Positions(21), Pool(Pooling.Class), {Encoder}";

    private const string Features = $"Projection(10), ClassToken, Positions(60, Kind = PositionKind.Sinusoidal), Pool(Pooling.Max, ExcludeClass = true), Head(5), {Encoder}";

    private const string Tied = $"TokenEmbedding(50), Positions(40), Head(50), TensorNames(TokenEmbedding = \"emb\", Heads = \"emb\"), {Encoder}";

    private static readonly int[] Unequal = [40, 3, 38, 1, 17, 40, 29, 33, 40, 40];

    private static readonly int[] Images = [.. Enumerable.Repeat(1, 12)];

    /// <summary>Every kind of input, as a batch and by lengths.</summary>
    public static IReadOnlyList<ModelAllocationCase> All { get; } =
    [
        new(Ids, new TypedInput(new int[Unequal.Sum()], new int[Unequal.Sum()], Unequal, ByLengths: true)),
        new(Ids, new TypedInput(new int[10 * 30], [], [.. Enumerable.Repeat(30, 10)], ByLengths: false)),
        new(Ids.Replace(", Types = 2", "", StringComparison.Ordinal), new NumbersInput<int>(new int[Unequal.Sum()], Unequal, ByLengths: true, IsImage: false)),
        new(Tied, new NumbersInput<int>(new int[Unequal.Sum()], Unequal, ByLengths: true, IsImage: false)),
        new(Dense, new NumbersInput<int>(new int[Unequal.Sum()], Unequal, ByLengths: true, IsImage: false)),
        new(OfEveryToken, new NumbersInput<float>(new float[8 * 35 * 10], [.. Enumerable.Repeat(35, 8)], ByLengths: false, IsImage: false)),
        new(Features, new NumbersInput<float>(new float[Unequal.Sum() * 10], Unequal, ByLengths: true, IsImage: false)),
        new(Features, new NumbersInput<float>(new float[8 * 35 * 10], [.. Enumerable.Repeat(35, 8)], ByLengths: false, IsImage: false)),
        new(Pixels, new NumbersInput<float>(new float[12 * 32 * 40 * 3], Images, ByLengths: false, IsImage: true)),
        new(Pixels, new NumbersInput<byte>(new byte[12 * 32 * 40 * 3], Images, ByLengths: false, IsImage: true)),
    ];
}
