using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Measuring;

/// <summary>What <c>shapegen bench</c> found. <c>--json</c> writes it as it is.</summary>
internal sealed record BenchResult
{
    public required string Model { get; init; }

    /// <summary>The file of the weights, or null where they are random.</summary>
    public required string? Checkpoint { get; init; }

    /// <summary>What compiled the model.</summary>
    public string Compiler { get; } = CompilerInUse.Name;

    public required string InstructionSet { get; init; }

    public required int Processors { get; init; }

    /// <summary>The most threads that shared a call.</summary>
    public required int Threads { get; init; }

    public required int Batch { get; init; }

    /// <summary>Tokens of a sequence in the layers.</summary>
    public required long Tokens { get; init; }

    /// <summary>Calls before the measurement, and whether the JIT had become quiet by then.</summary>
    public required int WarmUpCalls { get; init; }

    public required bool IsSettled { get; init; }

    public required Spread Call { get; init; }

    public required double TokensPerSecond { get; init; }

    /// <summary>Floating-point operations of a call.</summary>
    public required double Operations { get; init; }

    public required double Gigaflops { get; init; }

    /// <summary>The most of one core, measured in turns with the calls.</summary>
    public required double PeakGigaflops { get; init; }

    /// <summary>Of the peak of as many cores as there are threads.</summary>
    public required double ShareOfPeak { get; init; }

    public required double BytesAllocatedPerCall { get; init; }

    /// <summary>Loading the checkpoint for the first time in the process, with what the JIT has to do for it; null of random weights.</summary>
    public required double? FirstLoadMilliseconds { get; init; }

    /// <summary>The fastest of some more loads.</summary>
    public required double? LoadMilliseconds { get; init; }

    /// <summary>Microseconds of a call, of the model that takes the time of its stages, on one thread.</summary>
    public required double StagesMicroseconds { get; init; }

    public required IReadOnlyList<StageResult> Stages { get; init; }
}

/// <summary>Times of calls, in microseconds.</summary>
/// <param name="Median">Half of the calls were faster.</param>
/// <param name="Minimum">The fastest.</param>
/// <param name="Tenth">A tenth of the calls were faster.</param>
/// <param name="NineTenths">Nine tenths of the calls were faster.</param>
/// <param name="Samples">How many times were taken.</param>
internal sealed record Spread(double Median, double Minimum, double Tenth, double NineTenths, int Samples)
{
    public static Spread Of(Sample sample) => new(sample.Median, sample.Minimum, sample.Quantile(0.1), sample.Quantile(0.9), sample.Count);
}

/// <summary>A stage of the generated code, in all layers of a call.</summary>
/// <param name="Formula">What it computes.</param>
/// <param name="Times">How often it runs in a call.</param>
/// <param name="Microseconds">Its time in a call, on average.</param>
/// <param name="Share">Of the time of all stages.</param>
/// <param name="Operations">Floating-point operations in a call.</param>
/// <param name="Gigaflops">Of those, in a second.</param>
/// <param name="ShareOfPeak">Of the core's peak.</param>
internal sealed record StageResult(string Formula, int Times, double Microseconds, double Share, double Operations, double Gigaflops, double ShareOfPeak);
