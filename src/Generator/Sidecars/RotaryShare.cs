namespace ShapeGen.Generator.Sidecars;

/// <summary>The features of a head that are rotated, where a configuration gives them as a share.</summary>
internal static class RotaryShare
{
    /// <summary><c>int(head_dim * share)</c>, as Python computes it: of the decimal number, not of the nearest float.</summary>
    public static int Features(float share, int headDim) => (int)((double)(decimal)share * headDim);
}
