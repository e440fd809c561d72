namespace ShapeGen.Comparison.Editor;

/// <summary>What can be measured, by name.</summary>
internal static class Measurements
{
    public static object Take(string what, int count) => what switch
    {
        "keystroke" => KeystrokeMeasurement.Run(count),
        "analyzers" => AnalyzerMeasurement.Run(count),
        "compile" => CompileMeasurement.Run(count),
        "cold" => ColdMeasurement.Run(),
        "memory" => MemoryMeasurement.Run(count),
        "sizes" => SizeMeasurement.Run(count),
        _ => throw new ArgumentException($"There is no measurement '{what}'."),
    };
}
