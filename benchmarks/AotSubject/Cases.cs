namespace AotSubject;

/// <summary>The calls that are timed, by name. Random weights: the time does not depend on what they are.</summary>
internal static class Cases
{
    public const int SeedBatch = 2;

    private const int SeedTokens = 14;
    private const int MiniLmTokens = 128;

    public static Action? Find(string name)
    {
        switch (name)
        {
            case "seed":
                Seed seed = Seed.CreateRandom(1);
                float[] small = Input(SeedBatch * SeedTokens * Seed.Embed);
                float[] smallOutput = new float[small.Length];
                return () => seed.Forward(small, smallOutput, SeedBatch);

            case "minilm":
                MiniLm miniLm = MiniLm.CreateRandom(1);
                float[] large = Input(MiniLmTokens * MiniLm.Embed);
                float[] largeOutput = new float[large.Length];
                return () => miniLm.Forward(large, largeOutput);

            default:
                return null;
        }
    }

    private static float[] Input(int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = MathF.Sin(i);
        }

        return values;
    }
}
