using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>The encoder of a trained text recogniser on three real lines: two layers, then a LayerNorm with an epsilon of its own, declared as one stack.</summary>
[Trait("Category", "Numeric")]
public sealed class SvtrTests
{
    private const string Stack = "Encoder(Embed = 120, Heads = 8, Ffn = 240, Layers = 2, FinalNorm = true, FinalEpsilon = 1e-6f)";

    private const string WithoutFinalNorm = "Encoder(Embed = 120, Heads = 8, Ffn = 240, Layers = 2)";

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

        using SafetensorsFile layers = checkpoint.WithNames(name => LayerName(name, finalNorm: null));
        using SafetensorsFile stack = checkpoint.WithNames(name => LayerName(name, finalNorm: "2."));
        Model.Load(WithoutFinalNorm, layers).Forward(input, output);
        TrainedModel.Check(output, reference.ReadSingles($"line{line}.hidden_before_final_norm"));
        Model.Load(Stack, stack).Forward(input, output);
        TrainedModel.Check(output, reference.ReadSingles($"line{line}.output"));
    }

    /// <summary>All three lines in one call, by their lengths: the same bits as one by one.</summary>
    [Fact]
    public void Lines_of_unequal_lengths_run_together()
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(Path.Combine(Folder, "svtr_encoder.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(Folder, "svtr_reference.safetensors"));
        using SafetensorsFile stack = checkpoint.WithNames(name => LayerName(name, finalNorm: "2."));
        Model model = Model.Load(Stack, stack);
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
            Assert.Equal(alone.SelectMany(output => output).ToArray(), together);
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
        using SafetensorsFile named = checkpoint.WithNames(TrainedModel.CvNetsName);
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

    /// <summary>As a stack has them: the layers from 0, and the last norm behind them, if it is to be there.</summary>
    private static string? LayerName(string name, string? finalNorm) =>
        name.StartsWith("layers.", StringComparison.Ordinal) ? TrainedModel.CvNetsName(name["layers.".Length..]) :
        finalNorm is null ? null :
        finalNorm + name["norm.".Length..];
}
