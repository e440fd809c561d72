namespace ShapeGen.Runtime;

/// <summary>Sinusoidal positions, computed in double precision and rounded once.</summary>
/// <param name="Columns">Features of a position.</param>
/// <param name="Form">The order of sines and cosines, and their frequencies.</param>
internal sealed record SinusoidTable(int Columns, Sinusoid Form)
{
    /// <summary>The longest wavelength, in units of 2π positions, in all forms.</summary>
    private const double MaxTimescale = 10000;

    /// <summary>Fills the rows, starting at position 0.</summary>
    public void Fill(Span<float> table)
    {
        int half = Columns / 2;
        for (int i = 0; i < half; i++)
        {
            (double exponent, int sine, int cosine) = Form switch
            {
                Sinusoid.Pairs => (2.0 * i / Columns, 2 * i, (2 * i) + 1),
                Sinusoid.Halves => (i / Math.Max(half - 1.0, 1), i, half + i),
                _ => throw new InvalidOperationException($"No sinusoids are known for {Form}."),
            };
            double frequency = Math.Pow(MaxTimescale, -exponent);
            for (int start = 0, position = 0; start < table.Length; start += Columns, position++)
            {
                (double sin, double cos) = Math.SinCos(position * frequency);
                table[start + sine] = (float)sin;
                table[start + cosine] = (float)cos;
            }
        }
    }
}
