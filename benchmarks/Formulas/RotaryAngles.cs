namespace ShapeGen.Comparison.Formulas;

/// <summary>The cosines and sines of rotary positions, [tokens, HeadDim]; both halves of a head have the same values.</summary>
public sealed record RotaryAngles(float[] Cosines, float[] Sines)
{
    /// <returns>Null without rotation.</returns>
    public static RotaryAngles? Of(Computation computation)
    {
        EncoderFormula formula = computation.Encoder;
        if (formula.RotaryTheta == 0)
        {
            return null;
        }

        int width = formula.HeadDim, half = width / 2;
        float[] cosines = new float[computation.Tokens * width], sines = new float[cosines.Length];
        for (int token = 0; token < computation.Tokens; token++)
        {
            for (int feature = 0; feature < width; feature++)
            {
                double angle = token * Math.Pow(formula.RotaryTheta, -2.0 * (feature % half) / width);
                cosines[(token * width) + feature] = (float)Math.Cos(angle);
                sines[(token * width) + feature] = (float)Math.Sin(angle);
            }
        }

        return new(cosines, sines);
    }
}
