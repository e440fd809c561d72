using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>The encoder of a trained text recogniser on three real lines: two layers, then a LayerNorm with an epsilon of its own, declared as one stack.</summary>
[Trait("Category", "Numeric")]
public sealed class SvtrTests
{
    private const string Names =
        """TensorNames(Norm1 = "layers.{layer}.norm1", Qkv = "layers.{layer}.attn.qkv", Out = "layers.{layer}.attn.out", Norm2 = "layers.{layer}.norm2", Ffn1 = "layers.{layer}.ffn.fc1", Ffn2 = "layers.{layer}.ffn.fc2", FinalNorm = "norm")""";

    private const string Stack = Names + ", Encoder(Embed = 120, Heads = 8, Ffn = 240, Layers = 2, FinalNorm = true, FinalEpsilon = 1e-6f)";

    /// <summary>Without the last norm, whose tensors are then not of the model.</summary>
    private const string WithoutFinalNorm =
        """TensorNames(Norm1 = "layers.{layer}.norm1", Qkv = "layers.{layer}.attn.qkv", Out = "layers.{layer}.attn.out", Norm2 = "layers.{layer}.norm2", Ffn1 = "layers.{layer}.ffn.fc1", Ffn2 = "layers.{layer}.ffn.fc2", Ignore = "norm.*"), Encoder(Embed = 120, Heads = 8, Ffn = 240, Layers = 2)""";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Svtr");

    public static IEnumerable<string> Declarations => [Stack, WithoutFinalNorm];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Reproduces_a_real_line(int line)
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(Path.Combine(Folder, "svtr_encoder.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(Folder, "svtr_reference.safetensors"));
        float[] input = reference.ReadSingles($"line{line}.input");
        float[] output = new float[input.Length];

        Model.Load(WithoutFinalNorm, checkpoint).Forward(input, output);
        TrainedModel.Check(output, reference.ReadSingles($"line{line}.hidden_before_final_norm"));
        Model.Load(Stack, checkpoint).Forward(input, output);
        TrainedModel.Check(output, reference.ReadSingles($"line{line}.output"));
    }

    /// <summary>All three lines in one call, by their lengths: the same bits as one by one.</summary>
    [Fact]
    public void Lines_of_unequal_lengths_run_together()
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(Path.Combine(Folder, "svtr_encoder.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(Folder, "svtr_reference.safetensors"));
        Model model = Model.Load(Stack, checkpoint);
        float[][] inputs = [.. Enumerable.Range(0, 3).Select(line => reference.ReadSingles($"line{line}.input"))];
        float[][] alone = Array.ConvertAll(inputs, input =>
        {
            float[] output = new float[input.Length];
            model.Forward(input, output);
            return output;
        });
        int[] lengths = Array.ConvertAll(inputs, input => input.Length / 120);
        for (int threads = 1; threads <= 3; threads++)
        {
            float[] together = new float[inputs.Sum(input => input.Length)];
            model.ForceThreads(inputs.SelectMany(input => input).ToArray(), together, lengths, byLengths: true, threads);
            Assert.Equal(alone.SelectMany(output => output), together);
        }
    }

    /// <summary>The layers one by one, each a model of its own under the default names.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Layers_apart_reproduce_a_real_line(int line)
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(Path.Combine(Folder, "svtr_encoder.safetensors"));
        using SafetensorsFile named = checkpoint.WithNames(Rename);
        Model first = Model.Load(KnownModels.Svtr, named, "layers.0.");
        Model second = Model.Load(KnownModels.Svtr, named, "layers.1.");
        Model norm = Model.Load(KnownModels.SvtrNorm, named, "norm.");

        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(Folder, "svtr_reference.safetensors"));
        float[] x = reference.ReadSingles($"line{line}.input");
        first.Forward(x, x);
        second.Forward(x, x);
        TrainedModel.Check(x, reference.ReadSingles($"line{line}.hidden_before_final_norm"));
        norm.Forward(x, x);
        TrainedModel.Check(x, reference.ReadSingles($"line{line}.output"));
    }

    /// <summary>The recogniser's names, as ml-cvnets' encoder has them.</summary>
    private static string Rename(string name) => name
        .Replace("norm1.", "pre_norm_mha.0.", StringComparison.Ordinal)
        .Replace("attn.qkv.", "pre_norm_mha.1.qkv_proj.", StringComparison.Ordinal)
        .Replace("attn.out.", "pre_norm_mha.1.out_proj.", StringComparison.Ordinal)
        .Replace("norm2.", "pre_norm_ffn.0.", StringComparison.Ordinal)
        .Replace("ffn.fc1.", "pre_norm_ffn.1.", StringComparison.Ordinal)
        .Replace("ffn.fc2.", "pre_norm_ffn.4.", StringComparison.Ordinal);
}
