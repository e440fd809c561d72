namespace ShapeGen.Numerics.Tests;

/// <summary>Trained weights against a reference that was computed in float64 and stored as float32.</summary>
internal static class TrainedModel
{
    /// <summary>The names of the keyword recogniser's and the text recogniser's files, as ml-cvnets' encoder has them.</summary>
    public static string CvNetsName(string name) => name
        .Replace("norm1.", "pre_norm_mha.0.", StringComparison.Ordinal)
        .Replace("attn.qkv.", "pre_norm_mha.1.qkv_proj.", StringComparison.Ordinal)
        .Replace("attn.out.", "pre_norm_mha.1.out_proj.", StringComparison.Ordinal)
        .Replace("norm2.", "pre_norm_ffn.0.", StringComparison.Ordinal)
        .Replace("ffn.fc1.", "pre_norm_ffn.1.", StringComparison.Ordinal)
        .Replace("ffn.fc2.", "pre_norm_ffn.4.", StringComparison.Ordinal);

    /// <summary>Trained weights make values of about ten and more: the error may grow with the largest of them.</summary>
    public static void Check(ReadOnlySpan<float> actual, float[] expected)
    {
        double largest = Errors.Largest(actual, Array.ConvertAll(expected, value => (double)value));
        double size = expected.Max(Math.Abs);
        Assert.True(largest <= 2e-6 * Math.Max(1, size), $"error {largest:E2} where values reach {size:F1}");
    }
}
