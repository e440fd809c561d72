namespace ShapeGen.Comparison.Editor;

/// <summary>How many models the measured projects have.</summary>
internal static class ModelCounts
{
    public static IReadOnlyList<int> Edited => [0, 1, 10, 200];

    public static IReadOnlyList<int> Analyzed => [0, 10, 200];

    public static IReadOnlyList<int> Compiled => [0, 1, 3, 10];
}
