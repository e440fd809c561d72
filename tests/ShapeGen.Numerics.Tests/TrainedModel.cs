namespace ShapeGen.Numerics.Tests;

/// <summary>Trained weights against a reference that was computed in float64 and stored as float32.</summary>
internal static class TrainedModel
{
    /// <summary>Trained weights make values of about ten and more: the error may grow with the largest of them.</summary>
    public static void Check(ReadOnlySpan<float> actual, float[] expected)
    {
        double largest = Errors.Largest(actual, Array.ConvertAll(expected, value => (double)value));
        double size = expected.Max(Math.Abs);
        Assert.True(largest <= 2e-6 * Math.Max(1, size), $"error {largest:E2} where values reach {size:F1}");
    }
}
