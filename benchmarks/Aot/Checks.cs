namespace ShapeGen.AotMeasurement;

/// <summary>What must be true for the numbers to mean what they say.</summary>
internal static class Checks
{
    private const double Tolerance = 2e-6;
    private const string Body128 = "Vector128";

    /// <returns>What is wrong, a sentence each.</returns>
    public static IEnumerable<string> Failures(Report report)
    {
        string widest = report.Builds.Single(build => build.Key == Keys.Jit).Body;
        foreach (BuildReport build in report.Builds)
        {
            string expected = build.Key is Keys.Jit128 or Keys.OlderJit128 or Keys.AotDefault ? Body128 : widest;
            if (build.Body != expected)
            {
                yield return $"{build.Title} runs {build.Body} and not {expected}.";
            }

            // Written so that NaN fails too.
            if (!(build.LargestDifference <= Tolerance))
            {
                yield return $"{build.Title} differs from PyTorch by {build.LargestDifference:0.0e+0}.";
            }

            foreach (CaseReport timed in build.Cases.Where(timed => timed.BytesAllocated > 0))
            {
                yield return $"{build.Title} allocates in {timed.Name}.";
            }
        }
    }
}
