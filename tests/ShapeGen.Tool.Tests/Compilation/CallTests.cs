using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Tests.Compilation;

/// <summary>Every form of a call: sequences together have the results that they have alone.</summary>
public sealed class CallTests
{
    private static readonly Dictionary<string, string> Models = new()
    {
        ["Rows"] = "[Encoder(16, 2, 32)]",
        ["RowsFixed"] = "[Encoder(16, 2, 32, Tokens = 6)]",
        ["Wider"] = "[Linear(8, 24)]",
        ["Cross"] = "[MultiHeadAttention(16, 2, Memory = 24)]",
        ["Ids"] = "[TokenEmbedding(50), Encoder(16, 2, 32, Layers = 2), Pool(Pooling.Mean)]",
        ["Types"] = "[TokenEmbedding(50, Types = 2), Positions(64), Encoder(16, 2, 32), Head(8)]",
        ["Class"] = "[Projection(12), ClassToken, Positions(99), Encoder(16, 2, 32)]",
        ["Image"] = "[PatchEmbedding(8, 12, 4), ClassToken, Encoder(16, 2, 32), Pool(Pooling.Class), Head(5)]",
        ["Sound"] = "[Convolution(1, 8, 3, 2), Convolution(8, 16, 3, 2), Encoder(16, 2, 32)]",
    };

    private static CompiledModel Compile(string name) => DeclarationCompiler.Compile(new("Model.cs", $"{Models[name]} partial class {name};"));

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_has_the_results_of_its_sequences(string name)
    {
        using CompiledModel model = Compile(name);
        LoadedModel running = model.CreateRandom(7);
        ModelInput two = RandomInput.Create(model, batch: 2);
        float[] together = running.Forward(two);
        Assert.Equal(2, two.Lengths.Length);
        Assert.Equal(together, running.Forward(two, threads: 2));
        Assert.Equal(together, new[] { 0, 1 }.SelectMany(i => running.Forward(Alone(two, i))));
        Assert.Contains(together, number => number != 0);
        if (!model.Form.IsFixed)
        {
            Assert.Equal(together, running.Forward(two with { ForceLengths = true }));
        }
        else
        {
            Assert.Throws<ArgumentException>(() => running.Forward(two with { ForceLengths = true }));
        }
    }

    private static ModelInput Alone(ModelInput all, int index) => all switch
    {
        FeatureInput input => new FeatureInput(Half(input.Numbers, index), [input.Lengths[index]]),
        MemoryInput input => new MemoryInput(Half(input.Query, index), [input.Lengths[index]], Half(input.Memory, index), [input.MemoryLengths[index]]),
        IdInput input => new IdInput(Half(input.Ids, index), [input.Lengths[index]]),
        PixelInput input => new PixelInput(Half(input.Pixels, index), 1),
        _ => throw new InvalidOperationException(),
    };

    private static T[] Half<T>(T[] numbers, int index) => numbers[(index * numbers.Length / 2)..((index + 1) * numbers.Length / 2)];

    [Fact]
    public void Lengths_may_differ()
    {
        using CompiledModel model = Compile("Ids");
        LoadedModel running = model.CreateRandom(7);
        float[] together = running.Forward(new IdInput([1, 2, 3, 4, 5], [2, 3]));
        float[] alone = [.. running.Forward(new IdInput([1, 2], [2])), .. running.Forward(new IdInput([3, 4, 5], [3]))];
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Types_are_given_to_models_that_have_them()
    {
        using CompiledModel model = Compile("Types");
        LoadedModel running = model.CreateRandom(7);
        float[] zeros = running.Forward(new IdInput([1, 2, 3], [3]));
        Assert.Equal(zeros, running.Forward(new IdInput([1, 2, 3], [3], [0, 0, 0])));
        Assert.NotEqual(zeros, running.Forward(new IdInput([1, 2, 3], [3], [0, 1, 0])));
        using CompiledModel without = Compile("Ids");
        Assert.Throws<ArgumentException>(() => without.CreateRandom(1).Forward(new IdInput([1, 2, 3], [3], [0, 1, 0])));
    }

    [Fact]
    public void Bytes_are_pixels()
    {
        using CompiledModel model = DeclarationCompiler.Compile(new("Model.cs", "[PatchEmbedding(8, 12, 4, 1, Mean = new[] { 0.5f }, Std = new[] { 0.5f }), Encoder(16, 2, 32), Pool(Pooling.Mean)] partial class M;"));
        LoadedModel running = model.CreateRandom(7);
        byte[] bytes = [.. Enumerable.Range(0, 96).Select(number => (byte)(number * 2))];
        float[] ofBytes = running.Forward(new ByteInput(bytes, 1));
        float[] ofFloats = running.Forward(new PixelInput(Array.ConvertAll(bytes, pixel => ((pixel / 255f) - 0.5f) / 0.5f), 1));
        Assert.Equal(ofFloats.Length, ofBytes.Length);
        Assert.All(ofFloats.Zip(ofBytes), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using CompiledModel model = Compile("Ids");
        LoadedModel running = model.CreateRandom(7);
        Assert.Throws<ArgumentException>(() => running.Forward(new FeatureInput(new float[16], [1])));
        Assert.ThrowsAny<ArgumentException>(() => running.Forward(new IdInput([50], [1])));
        using CompiledModel image = Compile("Image");
        Assert.Equal(ExitCode.Usage, Assert.Throws<ToolException>(() => RandomInput.Create(image, rows: 9)).ExitCode);
        using CompiledModel types = Compile("Types");
        Assert.Equal(ExitCode.Usage, Assert.Throws<ToolException>(() => RandomInput.Create(types, rows: 65)).ExitCode);
        using CompiledModel sound = Compile("Sound");
        Assert.Equal(ExitCode.Usage, Assert.Throws<ToolException>(() => RandomInput.Create(sound, rows: 1)).ExitCode);
    }

    [Fact]
    public void A_checkpoint_is_loaded_or_refused()
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-").FullName;
        try
        {
            string path = Path.Combine(folder, "linear.safetensors");
            SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("weight", [1f, 2, 3, 4, 5, 6], 2, 3), SafetensorsTensor.FromSingles("bias", [10f, 20], 2)]);

            using CompiledModel model = DeclarationCompiler.Compile(new("Model.cs", "[Linear(3, 2)] partial class M;"));
            float[] expected = [11, 24];
            Assert.Equal(expected, model.Load(path).Forward(new FeatureInput([1, 0, 0], [1])));
            using CompiledModel other = DeclarationCompiler.Compile(new("Model.cs", "[Linear(2, 2)] partial class M;"));
            Assert.Throws<CheckpointException>(() => other.Load(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
