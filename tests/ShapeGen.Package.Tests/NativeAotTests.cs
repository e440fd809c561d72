using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace ShapeGen.Package.Tests;

/// <summary>A user's project that is published with native AOT: the body that runs, its results, and the warning SHG0101.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class NativeAotTests(PackedPackage package)
{
    /// <summary>As <c>samples/NativeAot</c>: PyTorch's result in float32, from a checkpoint of PyTorch.</summary>
    private const double Tolerance = 2e-6;

    private const string Warning = "warning SHG0101:";

    /// <summary>Prints the body, whether its vectors are the processor's, and the difference from PyTorch.</summary>
    private const string Program = """
        using System.Runtime.Intrinsics;
        using ShapeGen;

        TinyEncoder model = TinyEncoder.Load(Path.Combine(args[0], "encoder.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(args[0], "reference.safetensors"));
        float[] input = reference.ReadSingles("input");
        float[] output = new float[input.Length];
        model.Forward(input, output, batch: 2);
        bool isAccelerated = TinyEncoder.InstructionSet switch
        {
            InstructionSet.Avx512 => Vector512.IsHardwareAccelerated,
            InstructionSet.Avx2 => Vector256.IsHardwareAccelerated,
            _ => Vector128.IsHardwareAccelerated,
        };
        double difference = output.Zip(reference.ReadSingles("output"), (left, right) => Math.Abs((double)left - right)).Max();
        Console.Write(FormattableString.Invariant($"{TinyEncoder.InstructionSet} {isAccelerated} {difference}"));

        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        public sealed partial class TinyEncoder;
        """;

    [NativeAotFact]
    public async Task A_default_publish_warns_once_and_runs_the_128_bit_body()
    {
        string folder = package.CreateProject("aot-default", Program, "<PublishAot>true</PublishAot>");

        string output = await Tool.DotnetSucceeds(folder, "build", "-c", "Release");
        Assert.DoesNotContain("SHG0101", output, StringComparison.Ordinal);

        output = await Publish(folder);
        string warning = Assert.Single(output.Split('\n'), line => line.Contains(Warning, StringComparison.Ordinal));
        string page = await File.ReadAllTextAsync(Path.Combine(Tool.Repository, "docs", "diagnostics", "SHG0101.md"));
        Assert.Contains(Message(warning), page, StringComparison.Ordinal);

        await Runs(folder, "Vector128");
    }

    /// <summary>The compiler is given the ReadyToRun image of the runtime, and has to take the IL that is in it. The checkpoint is in the program.</summary>
    [NativeAotFact]
    public async Task With_the_instruction_sets_of_this_machine_its_widest_body_runs_and_needs_no_file()
    {
        string program = Program
            .Replace("""TinyEncoder.Load(Path.Combine(args[0], "encoder.safetensors"))""", "TinyEncoder.Load()", StringComparison.Ordinal)
            .Replace("public sealed", """[Checkpoint("encoder.safetensors")] public sealed""", StringComparison.Ordinal);
        string folder = package.CreateProject(
            "aot-native", program, "<PublishAot>true</PublishAot><IlcInstructionSet>native</IlcInstructionSet>",
            items: $"""{package.Reference}<ShapeGenCheckpoint Include="encoder.safetensors" Embed="true" />""");
        string checkpoint = Path.Combine(folder, "encoder.safetensors");
        File.Copy(Path.Combine(Tool.Checkpoints, "encoder.safetensors"), checkpoint);
        Assert.DoesNotContain("SHG0101", await Publish(folder), StringComparison.Ordinal);

        File.Delete(checkpoint);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "published"), "*.safetensors"));
        await Runs(folder, WidestBody);
    }

    /// <summary>The target that warns, without the minute that a publish takes. What it needs to know about the compiler it knows without the compiler.</summary>
    [Fact]
    public async Task Warns_of_x64_without_an_instruction_set()
    {
        (string? Severity, string[] Properties)[] cases =
        [
            ("warning", ["PublishAot=true", "RuntimeIdentifier=linux-x64"]),
            ("warning", ["PublishAot=true", "RuntimeIdentifier=win-x64", "TreatWarningsAsErrors=true"]),
            ("error", ["PublishAot=true", "RuntimeIdentifier=linux-x64", "WarningsAsErrors=SHG0101"]),
            ("error", ["PublishAot=true", "RuntimeIdentifier=linux-x64", "MSBuildTreatWarningsAsErrors=true"]),
            (null, ["PublishAot=true", "RuntimeIdentifier=linux-x64", "NoWarn=SHG0101"]),
            (null, ["PublishAot=true", "RuntimeIdentifier=linux-x64", "NoWarn=SHG0101", "MSBuildTreatWarningsAsErrors=true"]),
            (null, ["PublishAot=true", "RuntimeIdentifier=linux-x64", "IlcInstructionSet=x86-64-v3"]),
            (null, ["PublishAot=true", "RuntimeIdentifier=linux-arm64"]),
            (null, ["RuntimeIdentifier=linux-x64"]),
        ];
        string folder = package.CreateProject("aot-warning", Program);
        await Tool.DotnetSucceeds(folder, "restore");
        IReadOnlyList<string[]> runs = await TargetRuns.Of(Path.Combine(folder, "Consumer.csproj"), "ShapeGenCheckInstructionSet", [.. cases.Select(item => item.Properties)]);
        Assert.All(cases.Zip(runs), pair =>
        {
            ((string? severity, _), string[] lines) = pair;
            if (severity is null)
            {
                Assert.Empty(lines);
            }
            else
            {
                // One spelling of the levels up to .NET 9, another from .NET 10: the project is one for .NET 10.
                string line = Assert.Single(lines);
                Assert.Contains($"{severity} SHG0101:", line, StringComparison.Ordinal);
                Assert.Contains("x86-64-v3", line, StringComparison.Ordinal);
            }
        });
    }

    private static string WidestBody => Avx512F.IsSupported ? "Avx512" : Avx2.IsSupported && Fma.IsSupported ? "Avx2" : "Vector128";

    private static Task<string> Publish(string folder) => Tool.DotnetSucceeds(folder, "publish", "-o", Path.Combine(folder, "published"));

    private static async Task Runs(string folder, string body)
    {
        string output = await Tool.RunSucceeds(Path.Combine(folder, "published", "Consumer"), folder, Tool.Checkpoints);
        string[] words = output.Split(' ');
        Assert.Equal([body, "True"], words[..2]);
        Assert.InRange(double.Parse(words[2], CultureInfo.InvariantCulture), 0, Tolerance);
    }

    /// <summary>From a line "file(line,column): warning id: text [project]": what stands on the page.</summary>
    private static string Message(string line)
    {
        int start = line.IndexOf(Warning, StringComparison.Ordinal);
        int end = line.LastIndexOf(" [", StringComparison.Ordinal);
        return line[start..end];
    }
}
