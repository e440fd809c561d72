using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>The encoder of a trained text recogniser on three real lines: two layers, then a LayerNorm with an epsilon of its own.</summary>
[Trait("Category", "Numeric")]
public sealed class SvtrTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Svtr");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Reproduces_a_real_line(int line)
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
        Check(x, reference.ReadSingles($"line{line}.hidden_before_final_norm"));
        norm.Forward(x, x);
        Check(x, reference.ReadSingles($"line{line}.output"));
    }

    /// <summary>The recogniser's names, as ml-cvnets' encoder has them.</summary>
    private static string Rename(string name) => name
        .Replace("norm1.", "pre_norm_mha.0.", StringComparison.Ordinal)
        .Replace("attn.qkv.", "pre_norm_mha.1.qkv_proj.", StringComparison.Ordinal)
        .Replace("attn.out.", "pre_norm_mha.1.out_proj.", StringComparison.Ordinal)
        .Replace("norm2.", "pre_norm_ffn.0.", StringComparison.Ordinal)
        .Replace("ffn.fc1.", "pre_norm_ffn.1.", StringComparison.Ordinal)
        .Replace("ffn.fc2.", "pre_norm_ffn.4.", StringComparison.Ordinal);

    /// <summary>The reference was computed in float64 and stored as float32; trained weights make values of about ten.</summary>
    private static void Check(float[] actual, float[] expected)
    {
        double largest = Errors.Largest(actual, Array.ConvertAll(expected, value => (double)value));
        double size = expected.Max(Math.Abs);
        Assert.True(largest <= 2e-6 * Math.Max(1, size), $"error {largest:E2} where values reach {size:F1}");
    }
}
