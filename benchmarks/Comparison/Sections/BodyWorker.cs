namespace ShapeGen.Comparison.Sections;

internal static class BodyWorker
{
    public static void Run(Settings settings) => throw new FailedException("not yet");
}
