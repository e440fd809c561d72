using System.Diagnostics;
using System.Runtime;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>
/// The first model that a compiler process generates: the generator's code is not compiled yet. The compiler is as warm as an
/// empty generator makes it.
/// </summary>
internal static class ColdMeasurement
{
    private const int WarmUpRuns = 5;

    public static ColdResult Run()
    {
        for (int i = 0; i < WarmUpRuns; i++)
        {
            Take(new EditedProject(1, new EmptyGenerator()));
        }

        Launch own = Take(new EditedProject(1, new EmptyGenerator()));
        Launch first = Take(new EditedProject(1, new ModuleGenerator()));
        Launch second = Take(new EditedProject(1, new ModuleGenerator()));
        return new(own.Milliseconds, first.Milliseconds, second.Milliseconds) { Jit = first.Jit, Methods = first.Methods, IntermediateBytes = first.IntermediateBytes };
    }

    private static Launch Take(EditedProject project)
    {
        // The earlier work that warms the compiler is not included.
        GC.Collect();

        // Only on this thread: in the background the runtime recompiles hot methods.
        TimeSpan jit = JitInfo.GetCompilationTime(currentThread: true);
        long methods = JitInfo.GetCompiledMethodCount(currentThread: true), bytes = JitInfo.GetCompiledILBytes(currentThread: true);
        long start = Stopwatch.GetTimestamp();
        project.Run();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new(
            milliseconds,
            (JitInfo.GetCompilationTime(currentThread: true) - jit).TotalMilliseconds,
            JitInfo.GetCompiledMethodCount(currentThread: true) - methods,
            JitInfo.GetCompiledILBytes(currentThread: true) - bytes);
    }

    private sealed record Launch(double Milliseconds, double Jit, long Methods, long IntermediateBytes);
}

/// <summary>Milliseconds of a run of an empty generator, and of the first and the second run of ours.</summary>
internal sealed record ColdResult(double CompilersOwn, double First, double Second)
{
    /// <summary>The JIT's milliseconds of the first run.</summary>
    public required double Jit { get; init; }

    /// <summary>Methods that it compiled in that time.</summary>
    public required long Methods { get; init; }

    /// <summary>Bytes of IL that it compiled.</summary>
    public required long IntermediateBytes { get; init; }
}
