using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace ShapeGen.Package.Tests;

/// <summary>A checkpoint in the project, by the build task of the package.</summary>
[Collection(PackedPackage.Collection)]
public sealed class CheckpointBuildTests(PackedPackage package, ITestOutputHelper testOutput)
{
    /// <summary>How often the task runs in a process whose times are taken.</summary>
    private const int Runs = 10;

    private const string Program = """
        using ShapeGen;

        Console.WriteLine(TinyEncoder.Load("tiny_encoder.safetensors").Threads);

        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        [Checkpoint("tiny_encoder.safetensors")]
        public sealed partial class TinyEncoder;
        """;

    [Fact]
    public async Task A_declaration_that_fits_builds_and_one_that_does_not_is_an_error_on_its_argument()
    {
        string folder = Create("checkpoint", Program);
        Assert.Equal("1", (await Tool.DotnetSucceeds(folder, "run")).Trim());

        // Nothing has changed: nothing is compiled again.
        string assembly = Path.Combine(folder, "obj", "Debug", "net10.0", "Consumer.dll");
        DateTime compiled = File.GetLastWriteTimeUtc(assembly);
        await Tool.DotnetSucceeds(folder, "build");
        Assert.Equal(compiled, File.GetLastWriteTimeUtc(assembly));

        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program.Replace("Ffn = 128", "Ffn = 256", StringComparison.Ordinal));
        (int exitCode, string output) = await Tool.Dotnet(folder, "build");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Program.cs(5,33): error SHG0019: Ffn = 256 does not fit 'tiny_encoder.safetensors': 'pre_norm_ffn.4.weight' [64, 128]; write Ffn = 128", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct());

        // Another checkpoint in its place: the same declaration fits now.
        await File.WriteAllBytesAsync(Path.Combine(folder, "tiny_encoder.safetensors"), Encoder(ffn: 256));
        await Tool.DotnetSucceeds(folder, "build");
    }

    /// <summary>
    /// In a process of MSBuild that has run the task before it takes a few milliseconds; the first time, it is loaded and compiled by the JIT first, which an editor and a
    /// build server do once.
    /// </summary>
    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_file_of_two_gigabytes_costs_next_to_nothing_and_a_broken_one_is_an_error()
    {
        string folder = Create("large-checkpoint", Program);
        string path = Path.Combine(folder, "tiny_encoder.safetensors");
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.targets"), $"""
            <Project>
              <Target Name="Time">
                <PropertyGroup><T0>$([System.DateTime]::UtcNow.Ticks)</T0></PropertyGroup>
                {string.Concat(Enumerable.Range(1, Runs).Select(run => $"""
                    <ReadCheckpoints Checkpoints="@(ShapeGenCheckpoint)" Folder="obj/" ProjectFolder="$(MSBuildProjectDirectory)" />
                    <PropertyGroup><T{run}>$([System.DateTime]::UtcNow.Ticks)</T{run}></PropertyGroup>
                    """))}
                <Message Importance="high" Text="ticks {string.Join(' ', Enumerable.Range(0, Runs + 1).Select(run => $"$(T{run})"))}" />
              </Target>
            </Project>
            """);
        await Tool.DotnetSucceeds(folder, "build");

        // The header of a tensor of 2 GB, and a file without content that is as long.
        byte[] header = Encoding.UTF8.GetBytes("""{"large":{"dtype":"F32","shape":[536870912],"data_offsets":[0,2147483648]}}""");
        await using (FileStream file = new(path, FileMode.Create))
        {
            file.Write(BitConverter.GetBytes((long)header.Length));
            file.Write(header);
            file.SetLength(8 + header.Length + 2147483648);
        }

        Stopwatch build = Stopwatch.StartNew();
        (int exitCode, string output) = await Tool.Dotnet(folder, "build");
        build.Stop();
        Assert.NotEqual(0, exitCode);
        Assert.Contains("error SHG0020: 'tiny_encoder.safetensors' does not fit the model", output, StringComparison.Ordinal);

        output = await Tool.DotnetSucceeds(folder, "msbuild", "-nologo", "-t:Time");
        long[] ticks = [.. output.Split('\n').Single(line => line.Trim().StartsWith("ticks ", StringComparison.Ordinal)).Trim().Split(' ')[1..].Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        double[] milliseconds = [.. ticks.Zip(ticks[1..], (from, to) => (to - from) / (double)TimeSpan.TicksPerMillisecond)];
        string times = string.Join(", ", milliseconds.Select(time => time.ToString("0.0", CultureInfo.InvariantCulture)));
        Assert.True(milliseconds[1..].Min() < 10, $"Milliseconds of each run: {times}");

        // The first one is of a cold process, with whatever else the machine does; a build has that too.
        Assert.True(milliseconds[0] < build.ElapsedMilliseconds / 10, $"Milliseconds of each run: {times}; of a build: {build.ElapsedMilliseconds}");
        testOutput.WriteLine($"Milliseconds of each run: {times}");

        await File.WriteAllBytesAsync(path, [1, 2, 3]);
        (_, output) = await Tool.Dotnet(folder, "build");
        Assert.Contains("error SHG0021: 'tiny_encoder.safetensors' cannot be compared with the model: it cannot be read: it is shorter than the 8 bytes", output, StringComparison.Ordinal);
        File.Delete(path);
        (_, output) = await Tool.Dotnet(folder, "build");
        Assert.Contains("error SHG0021", output, StringComparison.Ordinal);
    }

    /// <summary>As in this repository: no package, but its projects, and the very lines that the page of SHG0021 gives.</summary>
    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_project_that_references_ShapeGens_own_projects_imports_what_the_page_says()
    {
        string page = (await File.ReadAllTextAsync(Path.Combine(Tool.Repository, "docs", "diagnostics", "SHG0021.md"))).ReplaceLineEndings("\n");
        string lines = page.Split("```xml\n")[1].Split("```")[0];
        string folder = Create("checkpoint-of-projects", Program.Replace("Ffn = 128", "Ffn = 256", StringComparison.Ordinal), """
            <ProjectReference Include="$(ShapeGenRepository)/src/Runtime/ShapeGen.Runtime.csproj" />
            <ProjectReference Include="$(ShapeGenRepository)/src/Generator/ShapeGen.Generator.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
            """, $"<ShapeGenRepository>{Tool.Repository}</ShapeGenRepository>");
        (_, string output) = await Tool.Dotnet(folder, "build");
        Assert.Contains("error SHG0021: 'tiny_encoder.safetensors' cannot be compared with the model: the project does not import ShapeGen's build files", output, StringComparison.Ordinal);

        string project = Path.Combine(folder, "Consumer.csproj");
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project)).Replace("</Project>", lines + "</Project>", StringComparison.Ordinal));
        (_, output) = await Tool.Dotnet(folder, "build");
        Assert.Contains("error SHG0019: Ffn = 256 does not fit 'tiny_encoder.safetensors'", output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program);
        Assert.Equal("1", (await Tool.DotnetSucceeds(folder, "run")).Trim());
    }

    private string Create(string name, string program) => Create(name, program, package.Reference);

    private string Create(string name, string program, string references, string property = "")
    {
        string folder = package.CreateProject(name, program, property, items: references + """<ShapeGenCheckpoint Include="tiny_encoder.safetensors" />"""
            + """<None Include="tiny_encoder.safetensors" CopyToOutputDirectory="PreserveNewest" />""");
        File.WriteAllBytes(Path.Combine(folder, "tiny_encoder.safetensors"), Encoder(ffn: 128));
        return folder;
    }

    /// <summary>A safetensors file of the encoder, all zeros.</summary>
    private static byte[] Encoder(int ffn)
    {
        (string Name, int[] Shape)[] tensors =
        [
            ("pre_norm_mha.0.weight", [64]), ("pre_norm_mha.0.bias", [64]), ("pre_norm_mha.1.qkv_proj.weight", [192, 64]), ("pre_norm_mha.1.qkv_proj.bias", [192]),
            ("pre_norm_mha.1.out_proj.weight", [64, 64]), ("pre_norm_mha.1.out_proj.bias", [64]), ("pre_norm_ffn.0.weight", [64]), ("pre_norm_ffn.0.bias", [64]),
            ("pre_norm_ffn.1.weight", [ffn, 64]), ("pre_norm_ffn.1.bias", [ffn]), ("pre_norm_ffn.4.weight", [64, ffn]), ("pre_norm_ffn.4.bias", [64]),
        ];
        int offset = 0;
        IEnumerable<string> entries = tensors.Select(tensor =>
        {
            int length = 4 * tensor.Shape.Aggregate(1, (product, size) => product * size);
            string entry = $$"""
                "{{tensor.Name}}":{"dtype":"F32","shape":[{{string.Join(',', tensor.Shape)}}],"data_offsets":[{{offset}},{{offset + length}}]}
                """;
            offset += length;
            return entry;
        });
        byte[] header = Encoding.UTF8.GetBytes("{" + string.Join(',', entries) + "}");
        byte[] bytes = new byte[8 + header.Length + offset];
        BitConverter.GetBytes((long)header.Length).CopyTo(bytes, 0);
        header.CopyTo(bytes, 8);
        return bytes;
    }
}
