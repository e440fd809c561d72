using KeywordSpotting;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>
/// A trained keyword recogniser: twelve post-norm layers as one stack, the whole as one class, and every step from sound to logits against its reference. Its
/// files are not copied into the project: without them the tests are skipped.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class Kwt1Tests
{
    private const string FirstLayer =
        "Encoder(Embed = 64, Heads = 1, Ffn = 256, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, Epsilon = 1e-6f, QkvBias = false)";

    private static readonly string Stack = FirstLayer.Replace(")", ", Layers = 12)", StringComparison.Ordinal);

    private const string Projection = "Linear(In = 40, Out = 64)";

    /// <summary>From the features to the rows behind the last layer, under the checkpoint's own names: the class of samples/KeywordSpotting without what comes behind the encoder.</summary>
    private static readonly string FromFeatures = $"""
        Projection(40), ClassToken, Positions(99), {Stack}, TensorNames(Projection = "patch_embed", ClassToken = "cls_token", Positions = "pos_embed", {LayerNames}, Ignore = "head.*")
        """;

    /// <summary>Likewise, to the rows behind the first layer.</summary>
    private static readonly string FromFeaturesToFirstLayer = $"""
        Projection(40), ClassToken, Positions(99), {FirstLayer}, TensorNames(Projection = "patch_embed", ClassToken = "cls_token", Positions = "pos_embed", {LayerNames}, Ignore = "{OtherLayers};head.*")
        """;

    private const string LayerNames = """
        Norm1 = "layers.{layer}.norm1", Qkv = "layers.{layer}.attn.qkv", Out = "layers.{layer}.attn.out", Norm2 = "layers.{layer}.norm2", Ffn1 = "layers.{layer}.ffn.fc1", Ffn2 = "layers.{layer}.ffn.fc2"
        """;

    private static string OtherLayers => string.Join(';', Enumerable.Range(1, 11).Select(layer => $"layers.{layer}.*"));

    private const int Embed = 64;

    private static readonly string[] Clips = ["no", "noise", "silence", "yes"];

    public static IEnumerable<string> Declarations => [Stack, FirstLayer, Projection, FromFeatures, FromFeaturesToFirstLayer];

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

    /// <summary>Matrices and plain C#, over the whole clip at once.</summary>
    [Kwt1Theory]
    [MemberData(nameof(ClipNames))]
    public void The_front_end_makes_the_features(string clip)
    {
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        float[] expected = reference.ReadSingles($"{clip}.mfcc");
        float[] features = new float[expected.Length];
        FrontEnd.Load(Kwt1Folder.File("kwt1_frontend.safetensors"), Recognizer.Frames).Forward(reference.ReadSingles($"{clip}.pcm"), features);
        TrainedModel.Check(features, expected);
    }

    /// <summary>What goes into the first layer is no class of its own: a projection, with the class token in front and the positions added.</summary>
    [Kwt1Theory]
    [MemberData(nameof(ClipNames))]
    public void Projection_class_token_and_positions_make_the_input(string clip)
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(Kwt1Folder.File("kwt1.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        float[] expected = reference.ReadSingles($"{clip}.input");
        float[] positions = checkpoint.ReadSingles("pos_embed");
        float[] input = new float[expected.Length];
        checkpoint.ReadSingles("cls_token").CopyTo(input, 0);
        Model.Load(Projection, checkpoint, "patch_embed.").Forward(reference.ReadSingles($"{clip}.mfcc"), input.AsSpan(Embed));
        for (int i = 0; i < input.Length; i++)
        {
            input[i] += positions[i];
        }

        TrainedModel.Check(input, expected);
    }

    /// <summary>Declared classes that take the same file as the whole: from the features to the first layer's rows, and to the last one's.</summary>
    [Kwt1Theory]
    [MemberData(nameof(ClipNames))]
    public void Parts_that_share_the_checkpoint_make_what_is_between(string clip)
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(Kwt1Folder.File("kwt1.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        float[] features = reference.ReadSingles($"{clip}.mfcc");
        float[] rows = new float[(Recognizer.Frames + 1) * Embed];
        Model.Load(FromFeaturesToFirstLayer, checkpoint).Forward(features, rows);
        TrainedModel.Check(rows, reference.ReadSingles($"{clip}.after_layer0"));
        Model.Load(FromFeatures, checkpoint).Forward(features, rows);
        TrainedModel.Check(rows, reference.ReadSingles($"{clip}.output"));
    }

    /// <summary>The one class, from the features and from the sound. The front end's own error is among the features' digits, so the second is allowed a little more.</summary>
    [Kwt1Theory]
    [MemberData(nameof(ClipNames))]
    public void The_one_class_makes_the_logits(string clip)
    {
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        float[] expected = reference.ReadSingles($"{clip}.logits");
        float[] features = reference.ReadSingles($"{clip}.mfcc");
        float[] logits = new float[Kwt1.OutputWidth];
        Kwt1 model = Kwt1.Load(Kwt1Folder.File("kwt1.safetensors"));
        model.Forward(features, logits);
        TrainedModel.Check(logits, expected);

        FrontEnd.Load(Kwt1Folder.File("kwt1_frontend.safetensors"), Recognizer.Frames).Forward(reference.ReadSingles($"{clip}.pcm"), features);
        model.Forward(features, logits);
        double error = Errors.Largest(logits, Array.ConvertAll(expected, value => (double)value));
        Assert.True(error <= 2e-5, $"error {error:E2}");
    }

    /// <summary>All clips in one call of the one class: the same bits as one by one.</summary>
    [Kwt1Fact]
    public void The_one_class_hears_all_clips_in_one_call()
    {
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        Kwt1 model = Kwt1.Load(Kwt1Folder.File("kwt1.safetensors"));
        float[] features = [.. Clips.SelectMany(clip => reference.ReadSingles($"{clip}.mfcc"))];
        float[] together = new float[Kwt1.OutputLength(Clips.Length)];
        model.Forward(features, together, Clips.Length);
        float[] alone = new float[together.Length];
        for (int clip = 0; clip < Clips.Length; clip++)
        {
            int length = features.Length / Clips.Length;
            model.Forward(features.AsSpan(clip * length, length), alone.AsSpan(clip * Kwt1.OutputWidth, Kwt1.OutputWidth));
        }

        Assert.Equal(alone, together);
    }

    /// <summary>Step by step, with the features of the frames before kept, the second at the end of the clip is the clip: the same probabilities.</summary>
    [Kwt1Theory]
    [MemberData(nameof(ClipNames))]
    public void The_sliding_second_ends_at_the_clip(string clip)
    {
        using SafetensorsFile reference = SafetensorsFile.Open(Kwt1Folder.File("kwt1_reference.safetensors"));
        float[] sound = reference.ReadSingles($"{clip}.pcm");
        double[] expected = Array.ConvertAll(reference.ReadSingles($"{clip}.logits"), logit => Math.Exp(logit));
        double sum = expected.Sum();
        Recognizer recognizer = Recognizer.Load(new(Kwt1Folder.File("kwt1.safetensors"), Kwt1Folder.File("kwt1_frontend.safetensors"), Kwt1Folder.File("labels.txt")));
        float[] probabilities = new float[Kwt1.OutputWidth];
        // A clip that was heard before leaves nothing in the second: the same clip again gives the same. A call that allocates does so
        // each time; what is charged once is the runtime's own (seen once in a busy process: the rest of an allocation buffer).
        long leastBytes = long.MaxValue;
        for (int time = 0; time < 4; time++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < sound.Length; step += Recognizer.Step)
            {
                recognizer.Hear(sound.AsSpan(step, Recognizer.Step), probabilities);
            }

            leastBytes = Math.Min(leastBytes, GC.GetAllocatedBytesForCurrentThread() - bytes);
        }

        double error = Errors.Largest(probabilities, Array.ConvertAll(expected, value => value / sum));
        Assert.True(error <= 5e-6, $"error {error:E2}");
        Assert.Equal(0, leastBytes);
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

/// <summary>A test that needs the keyword recogniser's files.</summary>
public sealed class Kwt1FactAttribute : FactAttribute
{
    public Kwt1FactAttribute() => Skip = Kwt1Folder.Missing!;
}

/// <summary>A theory that needs the keyword recogniser's files.</summary>
public sealed class Kwt1TheoryAttribute : TheoryAttribute
{
    public Kwt1TheoryAttribute() => Skip = Kwt1Folder.Missing!;
}
