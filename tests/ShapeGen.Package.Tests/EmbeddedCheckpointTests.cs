using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ShapeGen.Package.Tests;

/// <summary>A checkpoint that the build puts into the project's assembly, and a program that needs no file.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class EmbeddedCheckpointTests(PackedPackage package)
{
    /// <summary>Prints the bytes of the resource and the difference from PyTorch, whose results are embedded too.</summary>
    private const string Program = """
        using ShapeGen;

        TinyEncoder model = TinyEncoder.Load();
        using SafetensorsFile reference = SafetensorsFile.OpenResource(typeof(TinyEncoder).Assembly, "reference");
        float[] input = reference.ReadSingles("input");
        float[] output = new float[input.Length];
        model.Forward(input, output, batch: 2);
        double difference = output.Zip(reference.ReadSingles("output"), (left, right) => Math.Abs((double)left - right)).Max();
        long length = typeof(TinyEncoder).Assembly.GetManifestResourceStream("encoder.safetensors")!.Length;
        Console.Write(FormattableString.Invariant($"{length} {difference} {Norm.Load().Threads}"));

        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        [Checkpoint("encoder.safetensors")]
        public sealed partial class TinyEncoder;

        [LayerNorm(64)]
        [Checkpoint("encoder.safetensors", Prefix = "pre_norm_ffn.0.")]
        public sealed partial class Norm;
        """;

    private const string Item = """<ShapeGenCheckpoint Include="encoder.safetensors" Embed="$(E)" Precision="$(P)" />""";

    private static readonly string[] NoFiles = ["encoder.safetensors", "reference.safetensors"];

    [Fact]
    public async Task The_program_needs_no_file_in_any_precision_and_is_not_built_again_for_nothing()
    {
        string folder = Create("embedded");
        string original = Path.Combine(folder, "encoder.safetensors");
        string assembly = Path.Combine(folder, "bin", "Debug", "net10.0", "Consumer.dll");
        string converted = Path.Combine(folder, "obj", "Debug", "net10.0", "ShapeGen", "encoder.safetensors");
        long whole = new FileInfo(original).Length;

        await Tool.DotnetSucceeds(folder, "build", "-p:E=true");
        Result result = await Run(assembly);
        Assert.Equal(whole, result.Length);
        Assert.InRange(result.Difference, 0, 2e-6);
        Assert.False(File.Exists(converted));

        // Half of the bits of each number, and of the numbers 11 and 8 bits.
        await Tool.DotnetSucceeds(folder, "build", "-p:E=true", "-p:P=BFloat16");
        result = await Run(assembly);
        Assert.InRange(result.Length, (whole / 2) - 1024, (whole / 2) + 1024);
        Assert.InRange(result.Difference, 1e-4, 1e-2);

        await Tool.DotnetSucceeds(folder, "build", "-p:E=True", "-p:P=half");
        Result half = await Run(assembly);
        Assert.InRange(half.Length, (whole / 2) - 1024, (whole / 2) + 1024);
        Assert.InRange(half.Difference, 1e-5, 1e-3);

        // Nothing has changed: nothing is converted or compiled again.
        string compiled = Path.Combine(folder, "obj", "Debug", "net10.0", "Consumer.dll");
        (DateTime, DateTime) written = (File.GetLastWriteTimeUtc(converted), File.GetLastWriteTimeUtc(compiled));
        await Tool.DotnetSucceeds(folder, "build", "-p:E=true", "-p:P=Half");
        Assert.Equal(written, (File.GetLastWriteTimeUtc(converted), File.GetLastWriteTimeUtc(compiled)));

        // Other numbers under an older time, as a copy has them, with the same header.
        byte[] bytes = await File.ReadAllBytesAsync(original);
        bytes.AsSpan(bytes.Length - 4000).Clear();
        await File.WriteAllBytesAsync(original, bytes);
        File.SetLastWriteTimeUtc(original, DateTime.UtcNow.AddYears(-1));
        await Tool.DotnetSucceeds(folder, "build", "-p:E=true", "-p:P=Half");
        Assert.InRange((await Run(assembly)).Difference, 1e-2, 100);

        // Without a precision too, where the resource is the file itself.
        await Tool.DotnetSucceeds(folder, "build", "-p:E=true");
        double zeros = (await Run(assembly)).Difference;
        File.Copy(Path.Combine(Tool.Checkpoints, "encoder.safetensors"), original, overwrite: true);
        File.SetLastWriteTimeUtc(original, DateTime.UtcNow.AddYears(-2));
        await Tool.DotnetSucceeds(folder, "build", "-p:E=true");
        Assert.InRange((await Run(assembly)).Difference, 0, 2e-6);
        Assert.NotEqual(0, zeros);

        // No Load() without the resource, by the compiler's own words.
        (int exitCode, string output) = await Tool.Dotnet(folder, "build", "-p:E=false");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error CS1501: No overload for method 'Load' takes 0 arguments", output, StringComparison.Ordinal);
    }

    /// <summary>An editor gets Load() from the header; it has no use for the resource.</summary>
    [Fact]
    public async Task A_build_of_an_editor_knows_of_it_and_converts_nothing()
    {
        string folder = Create("embedded-editor");
        await Tool.DotnetSucceeds(folder, "restore");
        string output = await Tool.DotnetSucceeds(
            folder, "msbuild", "-nologo", "-t:Compile", "-p:E=true", "-p:P=Half", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
            "-getItem:AdditionalFiles", "-getItem:EmbeddedResource");
        JsonElement items = JsonDocument.Parse(output).RootElement.GetProperty("Items");
        Assert.Equal(0, items.GetProperty("EmbeddedResource").GetArrayLength());
        string header = items.GetProperty("AdditionalFiles").EnumerateArray().Select(file => file.GetProperty("FullPath").GetString()!).Single(path => path.EndsWith("encoder.safetensors.txt", StringComparison.Ordinal));
        Assert.StartsWith("resource\tencoder.safetensors\n", await File.ReadAllTextAsync(header), StringComparison.Ordinal);
        Assert.Equal(["encoder.safetensors.txt", "reference.safetensors.txt"], Directory.GetFiles(Path.GetDirectoryName(header)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_folders_give_the_same_assembly()
    {
        // By its whole path, which is another one in each folder.
        string item = Item.Replace("Include=\"", "Include=\"$(MSBuildProjectDirectory)/", StringComparison.Ordinal);
        List<byte[]> assemblies = [];
        foreach (string name in new[] { "embedded-here", "embedded-in-another-place" })
        {
            string folder = Create(name, item, "<PathMap>$(MSBuildProjectDirectory)=/_</PathMap>");
            await Tool.DotnetSucceeds(folder, "build", "-p:E=true", "-p:P=Half");
            string assembly = Path.Combine(folder, "bin", "Debug", "net10.0", "Consumer.dll");
            Assert.InRange((await Run(assembly)).Difference, 1e-5, 1e-3);
            assemblies.Add(await File.ReadAllBytesAsync(assembly));
        }

        Assert.Equal(assemblies[0], assemblies[1]);
    }

    /// <summary>Letters that mean something to MSBuild, to a shell or to the compiler's settings, and some that are none of ASCII.</summary>
    [Fact]
    public async Task A_path_may_have_any_letters()
    {
        const string Name = "models 100%25/a;b é#1 ;ш {x} [y] 'z' $(E) @(None) %(Z), !.safetensors";
        string include = string.Concat(Name.Select(letter => "%;$@'()".Contains(letter, StringComparison.Ordinal) ? $"%{(int)letter:X2}" : letter.ToString()));
        string folder = Create("embedded-letters", Item.Replace("encoder.safetensors", include, StringComparison.Ordinal));
        string program = Program.Replace("encoder.safetensors", Name, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(Name)!));
        File.Move(Path.Combine(folder, "encoder.safetensors"), Path.Combine(folder, Name), overwrite: true);
        string assembly = Path.Combine(folder, "bin", "Debug", "net10.0", "Consumer.dll");
        long whole = new FileInfo(Path.Combine(folder, Name)).Length;

        await Tool.DotnetSucceeds(folder, "build", "-p:E=true");
        Result result = await Run(assembly);
        Assert.Equal(whole, result.Length);
        Assert.InRange(result.Difference, 0, 2e-6);
        await Tool.DotnetSucceeds(folder, "build", "-p:E=true", "-p:P=Half");
        Assert.InRange((await Run(assembly)).Difference, 1e-5, 1e-3);

        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program.Replace("Ffn = 128", "Ffn = 256", StringComparison.Ordinal));
        (_, string output) = await Tool.Dotnet(folder, "build", "-p:E=true");
        Assert.Contains($"error SHG0019: Ffn = 256 does not fit '{Name}'", output, StringComparison.Ordinal);

        // An error of the build names the file as it is.
        (_, output) = await Tool.Dotnet(folder, "build", "-p:E=yes");
        Assert.Contains($"error SHG0104: The checkpoint '{Name}' cannot be embedded: Embed is 'yes'; write true or false.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_embedded_is_an_error_of_the_build()
    {
        (string? Reason, string[] Properties)[] cases =
        [
            ("Precision is 'Float16'; write Half or BFloat16, or leave it out to keep the numbers as the file has them", ["E=true", "P=Float16"]),
            ("Precision is '1'; write Half or BFloat16, or leave it out to keep the numbers as the file has them", ["E=true", "P=1"]),
            ("Precision=\"Half\" applies to embedded checkpoints only; add Embed=\"true\", or leave it out", ["E=false", "P=Half"]),
            ("Precision=\"Half\" applies to embedded checkpoints only; add Embed=\"true\", or leave it out", ["P=Half"]),
            ("Embed is 'yes'; write true or false", ["E=yes"]),
            ("there is no file ", ["E=true", "F=missing.safetensors"]),
            ("'w' has the value 70000 at element 2, but the largest Half is 65504; write Precision=\"BFloat16\", or leave Precision out", ["E=true", "P=Half", "F=overflow.safetensors"]),
            ("its tensors take 12 bytes, but 11 follow the header", ["E=true", "P=Half", "F=cut.safetensors"]),
            ("it is shorter than the 8 bytes that a safetensors file begins with", ["E=true", "P=Half", "F=empty.safetensors"]),
            ("it takes 4400000080 bytes, but all checkpoints in an assembly may take at most 2130706431 together; store F32 as Precision=\"Half\" or \"BFloat16\", which halves it, or load it from a file", ["E=true", "F=large.safetensors"]),
            ("it takes 2200000088 bytes, but all checkpoints in an assembly may take at most 2130706431 together; load it from a file", ["E=true", "P=BFloat16", "F=large.safetensors"]),
            ("another checkpoint has the same resource name 'reference'; give one of them a LogicalName", ["E=true", "N=reference"]),
            ("the compiler allows no quotation mark in the path or the name of a resource; rename the file, or give it another LogicalName", ["E=true", "N=a%22b"]),
            (null, ["E=true", "P=BFloat16", "F=overflow.safetensors"]),
            (null, ["E=false", "F=missing.safetensors"]),
            (null, ["F=large.safetensors"]),
        ];
        string folder = Create("embedded-wrong", """<ShapeGenCheckpoint Include="$(F)" Embed="$(E)" Precision="$(P)" LogicalName="$(N)" />""", "<F Condition=\"'$(F)' == ''\">encoder.safetensors</F>");
        byte[] header = Encoding.UTF8.GetBytes("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""");
        byte[] overflow = [.. BitConverter.GetBytes((long)header.Length), .. header, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(70000f)];
        await File.WriteAllBytesAsync(Path.Combine(folder, "overflow.safetensors"), overflow);
        await File.WriteAllBytesAsync(Path.Combine(folder, "cut.safetensors"), overflow[..^1]);
        await File.WriteAllBytesAsync(Path.Combine(folder, "empty.safetensors"), []);

        // A file of 4.4 GB that takes no room: it must be refused for its header, not after its conversion.
        byte[] large = Encoding.UTF8.GetBytes("""{"w":{"dtype":"F32","shape":[1100000000],"data_offsets":[0,4400000000]}}""");
        await using (FileStream file = new(Path.Combine(folder, "large.safetensors"), FileMode.Create))
        {
            file.Write(BitConverter.GetBytes((long)large.Length));
            file.Write(large);
            file.SetLength(8 + large.Length + 4400000000);
        }

        await Tool.DotnetSucceeds(folder, "restore");
        IReadOnlyList<string[]> runs = await TargetRuns.Of(Path.Combine(folder, "Consumer.csproj"), "ShapeGenEmbedCheckpoints", [.. cases.Select(item => item.Properties)]);
        Assert.All(cases.Zip(runs), pair =>
        {
            ((string? reason, string[] properties), string[] lines) = pair;
            if (reason is null)
            {
                Assert.Empty(lines);
            }
            else
            {
                string name = reason.Contains("'reference'", StringComparison.Ordinal) ? "reference.safetensors"
                    : properties.FirstOrDefault(property => property.StartsWith("F=", StringComparison.Ordinal))?[2..] ?? "encoder.safetensors";
                Assert.Contains($"{name} : error SHG0104: The checkpoint '{name}' cannot be embedded: {reason}", Assert.Single(lines), StringComparison.Ordinal);
            }
        });
    }

    /// <summary>A native program too, in <see cref="NativeAotTests"/>.</summary>
    [PrecompiledFact]
    public async Task A_single_trimmed_file_has_it_inside()
    {
        string folder = Create("embedded-single");
        string published = Path.Combine(folder, "published");
        await Tool.DotnetSucceeds(
            folder, "publish", "-r", Precompiled.ThisSystem, "--self-contained", "-p:E=true", "-p:P=Half", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true", "-p:DebugType=none", "-o", published);
        await RunsAlone(published);
    }

    private static async Task RunsAlone(string published)
    {
        Assert.DoesNotContain(Directory.GetFiles(published), file => NoFiles.Contains(Path.GetFileName(file)));
        string alone = Directory.CreateDirectory(Path.Combine(published, "alone")).FullName;
        string program = OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer";
        File.Move(Path.Combine(published, program), Path.Combine(alone, program));
        Result result = Parse(await Tool.RunSucceeds(Path.Combine(alone, program), alone));
        Assert.InRange(result.Length, 60_000, 70_000);
        Assert.InRange(result.Difference, 1e-5, 1e-3);
    }

    /// <summary>In a folder that has no checkpoint.</summary>
    private static async Task<Result> Run(string assembly)
    {
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(assembly)!), file => NoFiles.Contains(Path.GetFileName(file)));
        return Parse(await Tool.DotnetSucceeds(Path.GetDirectoryName(assembly)!, assembly));
    }

    private static Result Parse(string output)
    {
        string[] words = output.Split(' ');
        Assert.Equal(3, words.Length);
        return new(long.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private string Create(string name, string item = Item, string property = "")
    {
        string folder = package.CreateProject(name, Program, property, items: $"""{package.Reference}{item}<ShapeGenCheckpoint Include="reference.safetensors" Embed="true" LogicalName="reference" />""");
        foreach (string file in NoFiles)
        {
            File.Copy(Path.Combine(Tool.Checkpoints, file), Path.Combine(folder, file), overwrite: true);
        }

        return folder;
    }

    private sealed record Result(long Length, double Difference);
}
