namespace ShapeGen.Comparison.Editor;

/// <summary>The numbers of models in the measured projects.</summary>
internal static class ModelCounts
{
    public static IReadOnlyList<int> Edited => [0, 1, 10, 200];

    public static IReadOnlyList<int> Analyzed => [0, 10, 200];

    public static IReadOnlyList<int> Compiled => [0, 1, 3, 10];
}
