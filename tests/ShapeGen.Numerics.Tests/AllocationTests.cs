using System.Diagnostics;
using System.Globalization;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>No call allocates after the first ones: every kind of module and of input, every round, the calling thread and those that help.</summary>
public sealed class AllocationTests
{
    [Fact]
    public Task Calls_allocate_nothing_after_the_first() => Check(every: 8);

    [Fact]
    [Trait("Tier", "Full")]
    public Task Calls_of_all_cases_allocate_nothing_after_the_first() => Check(every: 1);

    /// <summary>
    /// In a process of its own, as a test runner allocates all the time, and without tiers, as the JIT may allocate on whatever thread runs
    /// a method while it is replaced.
    /// </summary>
    private static async Task Check(int every)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { typeof(AllocationTests).Assembly.Location, every.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ModelLibrary.Variable] = ModelLibrary.Path;
        start.Environment["DOTNET_TieredCompilation"] = "0";

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IReadOnlyList<AllocationCase> modules = AllocationProgram.Every(AllocationCase.All, every);
        Assert.Equal((modules.Count * 4) + (2 * modules.Count(item => item.TakesLengths)) + (AllocationProgram.Every(ModelAllocationCase.All, every).Count * 4), lines.Length);
        Assert.All(lines, line => Assert.InRange(RoundsThatAllocate(line), 0, line.Contains("threads 2", StringComparison.Ordinal) ? 1 : 0));
    }

    /// <summary>On a busy machine the pool may start a thread in any round, which then makes the scratch that it keeps: once, where what a call allocates is in each round.</summary>
    private static int RoundsThatAllocate(string line)
    {
        string[] rounds = line[(line.LastIndexOf(':') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(AllocationProgram.Rounds, rounds.Length);
        return rounds.Count(bytes => bytes != "0");
    }
}
