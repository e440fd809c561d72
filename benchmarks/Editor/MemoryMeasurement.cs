using Microsoft.CodeAnalysis;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>The memory that an editor holds for generated code: our driver with everything it keeps, less an empty generator's driver.</summary>
internal static class MemoryMeasurement
{
    public static MemoryResult Run(int models)
    {
        // Objects that the compiler and the generator create once do not belong to a model.
        Held(1, new ModuleGenerator());
        return new(models, Held(models, new ModuleGenerator()) - Held(models, new EmptyGenerator()));
    }

    private static long Held(int models, IIncrementalGenerator generator)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        EditedProject project = new(models, generator);
        project.Run();
        project.Type();
        project.Run();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(project);
        return held;
    }
}

/// <summary>Bytes of the managed heap.</summary>
internal sealed record MemoryResult(int Models, long Bytes);
