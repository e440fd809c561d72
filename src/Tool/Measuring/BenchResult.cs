using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Compilers;

namespace ShapeGen.Tool.Measuring;

/// <summary>The result of <c>shapegen bench</c>, and its JSON.</summary>
internal sealed record BenchResult
{
    public required string Model { get; init; }

    /// <summary>The file of the weights; null for random weights.</summary>
    public required string? Checkpoint { get; init; }

    /// <summary>The compiler that compiled the model.</summary>
    public string Compiler { get; } = CurrentCompiler.Name;

    public required string InstructionSet { get; init; }

    public required int Processors { get; init; }

    /// <summary>The maximum number of threads of a call.</summary>
    public required int Threads { get; init; }

    public required int Batch { get; init; }

    /// <summary>Tokens of a sequence in the layers.</summary>
    public required long Tokens { get; init; }

    /// <summary>Calls before the measurement, and whether the JIT had finished by then.</summary>
    public required int WarmUpCalls { get; init; }

    public required bool IsSettled { get; init; }

    public required Spread Call { get; init; }

    public required double TokensPerSecond { get; init; }

    /// <summary>Floating-point operations of a call.</summary>
    public required double Operations { get; init; }

    public required double Gigaflops { get; init; }

    /// <summary>The peak of one core, measured alternately with the calls.</summary>
    public required double PeakGigaflops { get; init; }

    /// <summary>Share of the peak of <see cref="Threads"/> cores.</summary>
    public required double ShareOfPeak { get; init; }

    public required double BytesAllocatedPerCall { get; init; }

    /// <summary>Time of the first load in the process, including its JIT compilation; null for random weights.</summary>
    public required double? FirstLoadMilliseconds { get; init; }

    /// <summary>Time of the fastest of several further loads.</summary>
    public required double? LoadMilliseconds { get; init; }

    /// <summary>Microseconds of a call of the model with stage timing, on one thread.</summary>
    public required double StagesMicroseconds { get; init; }

    public required IReadOnlyList<StageResult> Stages { get; init; }
}

/// <summary>The distribution of call times, in microseconds.</summary>
/// <param name="Median">Half of the calls were faster.</param>
/// <param name="Minimum">The fastest.</param>
/// <param name="Tenth">A tenth of the calls were faster.</param>
/// <param name="NineTenths">Nine tenths of the calls were faster.</param>
/// <param name="Samples">The number of samples.</param>
internal sealed record Spread(double Median, double Minimum, double Tenth, double NineTenths, int Samples)
{
    public static Spread Of(Sample sample) => new(sample.Median, sample.Minimum, sample.Quantile(0.1), sample.Quantile(0.9), sample.Count);
}

/// <summary>A stage of the generated code, in all layers of a call.</summary>
/// <param name="Formula">What it computes.</param>
/// <param name="Times">How often it runs in a call.</param>
/// <param name="Microseconds">Its average time per call.</param>
/// <param name="Share">Its share of the time of all stages.</param>
/// <param name="Operations">Floating-point operations per call.</param>
/// <param name="Gigaflops">Billions of them per second.</param>
/// <param name="ShareOfPeak">Share of the core's peak.</param>
internal sealed record StageResult(string Formula, int Times, double Microseconds, double Share, double Operations, double Gigaflops, double ShareOfPeak);
