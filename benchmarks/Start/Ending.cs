namespace ShapeGen.Benchmarks.Start;

/// <summary>How the measured programs end.</summary>
internal static class Ending
{
    /// <summary>The comparison program sets it where it wants to read a program's peak memory before the program is gone.</summary>
    private const string StayVariable = "SHAPEGEN_STAY";

    /// <returns>The exit code: 0 if there was an answer.</returns>
    public static int End(bool answered)
    {
        if (Environment.GetEnvironmentVariable(StayVariable) is not null)
        {
            Thread.Sleep(Timeout.Infinite);
        }

        return answered ? 0 : 1;
    }
}
