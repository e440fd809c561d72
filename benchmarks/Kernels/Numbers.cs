namespace ShapeGen.Kernels;

/// <summary>Inputs.</summary>
internal static class Numbers
{
    /// <summary>Between -1 and 1, the same every time.</summary>
    public static float[] Random(int length)
    {
        Random random = new(1);
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (random.NextSingle() * 2) - 1;
        }

        return values;
    }
}
