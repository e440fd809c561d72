namespace ShapeGen.Generator.Sidecars;

/// <summary>The number of rotated features of a head, for configurations that state a fraction.</summary>
internal static class RotaryShare
{
    /// <summary><c>int(head_dim * share)</c>, as Python computes it: of the decimal number, not of the nearest float.</summary>
    public static int Features(float share, int headDim) => (int)((double)(decimal)share * headDim);
}
