using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>A trained keyword recogniser, twelve post-norm layers, declared as one stack. Its files are not copied into the project: without them the tests are skipped.</summary>
[Trait("Category", "Numeric")]
public sealed class Kwt1Tests
{
    private const string FirstLayer =
        "Encoder(Embed = 64, Heads = 1, Ffn = 256, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, Epsilon = 1e-6f, QkvBias = false)";

    private static readonly string Stack = FirstLayer.Replace(")", ", Layers = 12)", StringComparison.Ordinal);

    private const int Embed = 64;

    private static readonly string[] Clips = ["no", "noise", "silence", "yes"];

    public static IEnumerable<string> Declarations => [Stack, FirstLayer];

    public static TheoryData<string> ClipNames => new(Clips);

    [Kwt1Theory]
    [MemberData(nameof(ClipNames))]
    public void Reproduces_a_clip(string clip)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Kwt1Folder.File("kwt1.safetensors"));
        using SafetensorsFile checkpoint = file.WithNames(LayerName);
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        float[] input = reference.ReadSingles($"{clip}.input");
        float[] output = new float[input.Length];
        Model.Load(FirstLayer, checkpoint, "0.").Forward(input, output);
        TrainedModel.Check(output, reference.ReadSingles($"{clip}.after_layer0"));
        Model.Load(Stack, checkpoint).Forward(input, output);
        TrainedModel.Check(output, reference.ReadSingles($"{clip}.output"));
    }

    /// <summary>All clips at once are more rows than a row block has, on any number of threads: the same bits as one by one.</summary>
    [Kwt1Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Clips_run_together(int threads)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Kwt1Folder.File("kwt1.safetensors"));
        using SafetensorsFile checkpoint = file.WithNames(LayerName);
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        Model model = Model.Load(Stack, checkpoint);
        List<float> inputs = [], alone = [];
        foreach (string clip in Clips)
        {
            float[] input = reference.ReadSingles($"{clip}.input");
            float[] output = new float[input.Length];
            model.Forward(input, output);
            inputs.AddRange(input);
            alone.AddRange(output);
        }

        float[] together = new float[alone.Count];
        int tokens = together.Length / Embed / Clips.Length;
        model.ForceThreads(inputs.ToArray(), together, Enumerable.Repeat(tokens, Clips.Length).ToArray(), byLengths: false, threads);
        Assert.Equal(alone.ToArray(), together);
    }

    /// <summary>As a stack has them; what is around the layers is left out.</summary>
    private static string? LayerName(string name) =>
        name.StartsWith("layers.", StringComparison.Ordinal) ? TrainedModel.CvNetsName(name["layers.".Length..]) : null;
}

/// <summary>Where the keyword recogniser is, beside the clone of the project.</summary>
internal static class Kwt1Folder
{
    private static readonly string? Folder = Find();

    public static string? Missing => Folder is null ? "../shared/models/kwt1 is not beside the clone; it may not be copied into the project." : null;

    public static string File(string name) => Path.Combine(Folder ?? throw new InvalidOperationException(Missing), name);

    private static string? Find()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !System.IO.File.Exists(Path.Combine(root.FullName, "ShapeGen.sln")))
        {
            root = root.Parent;
        }

        string folder = Path.Combine(root?.Parent?.FullName ?? "", "shared", "models", "kwt1");
        return root is not null && Directory.Exists(folder) ? folder : null;
    }
}

/// <summary>A theory that needs the keyword recogniser's files.</summary>
public sealed class Kwt1TheoryAttribute : TheoryAttribute
{
    public Kwt1TheoryAttribute() => Skip = Kwt1Folder.Missing!;
}
