using System.Diagnostics;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>
/// The first model that a compiler's process generates: the generator's own code is not compiled yet. The compiler's is warm, as far as an
/// empty generator makes it.
/// </summary>
internal static class ColdMeasurement
{
    public static ColdResult Run()
    {
        Time(new EditedProject(1, new EmptyGenerator()));
        double own = Time(new EditedProject(1, new EmptyGenerator()));
        double first = Time(new EditedProject(1, new ModuleGenerator()));
        double second = Time(new EditedProject(1, new ModuleGenerator()));
        return new(own, first, second);
    }

    private static double Time(EditedProject project)
    {
        long start = Stopwatch.GetTimestamp();
        project.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

/// <summary>Milliseconds of a run of an empty generator, and of the first and the second run of ours.</summary>
internal sealed record ColdResult(double CompilersOwn, double First, double Second);
