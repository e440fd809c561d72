namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>How queries and keys are rotated by their positions.</summary>
/// <param name="Theta">The base of the angles.</param>
/// <param name="Width">Features of a head that are rotated, an even number; the others stay as they are.</param>
/// <param name="IsInterleaved">Whether features 2i and 2i + 1 are a pair, not i and i + Width / 2.</param>
internal sealed record RotarySettings(float Theta, int Width, bool IsInterleaved)
{
    public int Pairs => Width / 2;

    /// <summary>Floats of a position's row: cosines and sines, one of each for a pair, or for a feature where pairs are neighbours.</summary>
    public int TableWidth => IsInterleaved ? 2 * Width : Width;

    /// <summary>By how much the angle of a pair grows from one position to the next.</summary>
    public double Frequency(int pair) => Math.Pow(Theta, -2.0 * pair / Width);
}
