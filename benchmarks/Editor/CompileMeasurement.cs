using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>A whole compilation in a warm compiler, such as the compiler server: parse, generate, emit.</summary>
internal static class CompileMeasurement
{
    private const int WarmUpRounds = 3;

    public static CompileResult[] Run(int rounds)
    {
        CompileResult[] results = [.. ModelCounts.Compiled.Select(models => new CompileResult(models, new double[rounds]))];
        for (int round = -WarmUpRounds; round < rounds; round++)
        {
            foreach (CompileResult result in results)
            {
                double milliseconds = Time(result.Models);
                if (round >= 0)
                {
                    result.Milliseconds[round] = milliseconds;
                }
            }
        }

        return results;
    }

    private static double Time(int models)
    {
        long start = Stopwatch.GetTimestamp();
        using MemoryStream stream = new();
        EmitResult emitted = new EditedProject(models, new ModuleGenerator(), otherFiles: 1).Complete().Emit(stream);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return emitted.Success ? milliseconds : throw new InvalidOperationException("What was generated does not compile.");
    }
}

/// <summary>Milliseconds of each round.</summary>
internal sealed record CompileResult(int Models, double[] Milliseconds);
