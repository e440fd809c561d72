using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Runs numeric tests again in a process of its own for each narrower instruction set: all of them in the second tier.</summary>
public sealed partial class InstructionSetTests
{
    /// <summary>Tells the process that was started which body it must find.</summary>
    private const string Expected = "SHAPEGEN_EXPECTED_BODY";

    private const string All = "Category=Numeric";

    /// <summary>
    /// Without any vectors the 128-bit body runs on the framework's plain loops, many times slower. What these give is seen in the results: golden files, whole models, special
    /// values. How calls are cut into rows, batches, threads and stages is the body's own, and the process before has shown it: that is left out here.
    /// </summary>
    private const string Results = All
        + "&FullyQualifiedName!~.ShapeTests.&FullyQualifiedName!~.ThreadTests.&FullyQualifiedName!~.CallTests.&FullyQualifiedName!~.FixedTokensTests.&FullyQualifiedName!~.TraceTests."
        + "&FullyQualifiedName!~.Sequences_run_together_as_alone"
        // Thousands of tokens, and each module many times: minutes there. The sums of values and of exponentials are in every other model.
        + "&FullyQualifiedName!~.LongSumTests.&FullyQualifiedName!~.UnseenValueTests."
        // The same models and results as those of ModelTests and GoldenTests, or much the same.
        + "&FullyQualifiedName!~.SuggestionTests.&FullyQualifiedName!~.MoonshineTests.";

    /// <summary>The golden files of modules and of whole models on the 128-bit body: in the first tier the one process of its kind.</summary>
    [Fact]
    public Task The_goldens_hold_without_AVX2() =>
        NumbersHold(InstructionSet.Vector128, Without("DOTNET_EnableAVX2"), All + "&(FullyQualifiedName~.GoldenTests.|FullyQualifiedName~.ModelTests.|FullyQualifiedName~.The_expected_body_runs)", atLeast: 280);

    [Theory]
    [Trait("Tier", "Full")]
    [InlineData("DOTNET_EnableAVX512", InstructionSet.Avx2, All, 700)]
    [InlineData("DOTNET_EnableAVX2", InstructionSet.Vector128, All, 700)]
    [InlineData("DOTNET_EnableHWIntrinsic", InstructionSet.Vector128, Results, 350)]
    public async Task The_numbers_hold_without(string knob, InstructionSet expected, string tests, int atLeast)
    {
        // A machine without AVX2 falls to the 128-bit body whatever is turned off.
        InstructionSet body = expected == InstructionSet.Avx2 && !(Avx2.IsSupported && Fma.IsSupported) ? InstructionSet.Vector128 : expected;
        await NumbersHold(body, Without(knob), tests, atLeast);
    }

    /// <summary>The AVX-512 body's numbers on machines without AVX-512: emulated, instruction by instruction.</summary>
    [EmulationFact]
    [Trait("Tier", "Full")]
    public Task The_numbers_hold_on_emulated_avx_512() => NumbersHold(InstructionSet.Avx512, new() { [Emulation.Variable] = "1" }, All, atLeast: 700);

    /// <summary>The environment of a process that has one kind of instructions less, and need not compile the models again.</summary>
    private static Dictionary<string, string> Without(string knob) => new() { [knob] = "0", [ModelLibrary.Variable] = ModelLibrary.Path };

    private static async Task NumbersHold(InstructionSet body, Dictionary<string, string> environment, string tests, int atLeast)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "test", typeof(InstructionSetTests).Assembly.Location, "--filter", tests },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[Expected] = body.ToString();
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();

        Match summary = Summary().Match(output);
        Assert.True(process.ExitCode == 0 && summary.Success, output[Math.Max(0, output.Length - 6000)..]);
        Assert.Equal("0", summary.Groups["failed"].Value);
        Assert.True(int.Parse(summary.Groups["passed"].Value, CultureInfo.InvariantCulture) >= atLeast, summary.Value);
    }

    /// <summary>In a process started above: the body that was meant is the body that runs. In the test run itself: the widest.</summary>
    [Fact]
    [Trait("Category", "Numeric")]
    public void The_expected_body_runs()
    {
        InstructionSet widest = Avx512F.IsSupported ? InstructionSet.Avx512
            : Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2
            : InstructionSet.Vector128;
        string expected = Environment.GetEnvironmentVariable(Expected) ?? widest.ToString();
        Assert.Equal(expected, Model.CreateRandom(KnownModels.Tiny, 1).InstructionSet.ToString());
    }

    [GeneratedRegex(@"Failed:\s*(?<failed>\d+), Passed:\s*(?<passed>\d+)")]
    private static partial Regex Summary();
}
