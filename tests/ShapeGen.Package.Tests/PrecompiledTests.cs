using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace ShapeGen.Package.Tests;

/// <summary>The ReadyToRun images in the package, and that users' programs and builds run them. <see cref="GuideTests"/> trims programs, and <see cref="NativeAotTests"/> compiles them ahead of time.</summary>
[Collection(PackedPackage.Collection)]
public sealed class PrecompiledTests(PackedPackage package)
{
    /// <summary>Prints how many methods loading had the JIT compile, whether the result is PyTorch's, and the file that the runtime came from.</summary>
    private const string Program = """
        using ShapeGen;

        long before = System.Runtime.JitInfo.GetCompiledMethodCount();
        TinyEncoder model = TinyEncoder.Load(Path.Combine(args[0], "encoder.safetensors"));
        long compiled = System.Runtime.JitInfo.GetCompiledMethodCount() - before;

        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(args[0], "reference.safetensors"));
        float[] input = reference.ReadSingles("input");
        float[] output = new float[input.Length];
        model.Forward(input, output, batch: 2);
        bool agrees = output.Zip(reference.ReadSingles("output"), (left, right) => Math.Abs(left - right)).Max() < 2e-6;
        Console.Write($"{compiled}|{agrees}|{AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")?.ToString()!.Split(Path.PathSeparator).Single(path => Path.GetFileName(path) == "ShapeGen.dll")}");

        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        public sealed partial class TinyEncoder;
        """;

    /// <summary>How packing says that there are no images.</summary>
    private const string NotPrecompiled = "The package has no precompiled assemblies";

    private static readonly string[] CompilerAssemblies = ["ShapeGen.CodeFixes.dll", "ShapeGen.Generator.dll"];

    private static string Executable => "Consumer" + (OperatingSystem.IsWindows() ? ".exe" : "");

    [Fact]
    public void The_package_holds_an_image_of_the_same_assembly_for_each_system()
    {
        Assert.DoesNotContain(NotPrecompiled, package.Output, StringComparison.Ordinal);
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        (Guid module, bool hasCode) = Read("lib/net10.0/ShapeGen.dll");
        Assert.False(hasCode);
        Assert.False(Read("lib/net8.0/ShapeGen.dll").HasCode);
        Assert.All(Precompiled.Systems, system => Assert.Equal((module, true), Read($"runtimes/{system}/lib/net10.0/ShapeGen.dll")));
        Assert.Equal(Precompiled.Systems, SystemsIn("runtimes"));

        // Of what the compiler loads too. Machine code does not depend on the C library: that of linux-x64 serves both.
        string[] systems = [.. Precompiled.Systems.Where(system => !system.Contains("musl", StringComparison.Ordinal))];
        Assert.Equal(systems, SystemsIn("precompiled").Distinct());
        foreach (string assembly in CompilerAssemblies)
        {
            (module, hasCode) = Read($"analyzers/dotnet/cs/{assembly}");
            Assert.False(hasCode);
            Assert.All(systems, system => Assert.Equal((module, true), Read($"precompiled/{system}/{assembly}")));
        }

        IEnumerable<string> SystemsIn(string folder) =>
            archive.Entries.Select(entry => entry.FullName.Split('/')).Where(path => path[0] == folder).Select(path => path[1]).Order(StringComparer.Ordinal);

        (Guid Module, bool HasCode) Read(string name)
        {
            using Stream entry = archive.GetEntry(name)!.Open();
            return Precompiled.Read(entry);
        }
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task Without_what_makes_the_images_the_package_is_made_all_the_same_unless_they_are_required()
    {
        // No framework is to be had for it.
        Dictionary<string, string> environment = new() { ["PrecompiledSystems"] = "no-such-system" };
        string feed = Path.Combine(package.Folder, "without-images");
        // Of what is built already for the package that all tests share.
        string[] pack = ["pack", Path.Combine("src", "Runtime"), "-c", "Release", "--no-build", "-o", feed];

        (int exitCode, string output) = await Tool.Dotnet(Tool.Repository, environment, [.. pack, "-p:RequirePrecompiled=true"]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(NotPrecompiled, output, StringComparison.Ordinal);

        (exitCode, output) = await Tool.Dotnet(Tool.Repository, environment, pack);
        Assert.True(exitCode == 0, output);
        Assert.Contains(NotPrecompiled, output, StringComparison.Ordinal);
        using ZipArchive archive = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(feed, "*.nupkg")));
        Assert.Contains(archive.Entries, entry => entry.FullName == "lib/net10.0/ShapeGen.dll");
        Assert.DoesNotContain(archive.Entries, entry => entry.FullName.StartsWith("runtimes/", StringComparison.Ordinal));
        Assert.DoesNotContain(archive.Entries, entry => entry.FullName.StartsWith("precompiled/", StringComparison.Ordinal));
    }

    [PrecompiledFact]
    [Trait("Tier", "Full")]
    public async Task An_ordinary_program_runs_the_image_and_leaves_the_JIT_little()
    {
        string folder = package.CreateProject("precompiled", Program);
        await Tool.DotnetSucceeds(folder, "build", "-c", "Release");
        string built = Path.Combine(folder, "bin", "Release", "net10.0");

        (int withImage, string file) = await Run(Path.Combine(built, Executable));
        Assert.Equal(Path.Combine(built, "runtimes", Precompiled.ThisSystem, "lib", "net10.0", "ShapeGen.dll"), file);

        // The same program with the IL in the image's place.
        File.Copy(Path.Combine(built, "ShapeGen.dll"), file, overwrite: true);
        (int withoutImage, _) = await Run(Path.Combine(built, Executable));
        Assert.InRange(withImage, 0, withoutImage / 3);
    }

    /// <summary>A program for an older framework too: the SDK's compiler runs on the SDK's framework.</summary>
    [PrecompiledTheory]
    [InlineData("net8.0", "", true)]
    [InlineData("net10.0", "", true)]
    [InlineData("net10.0", "false", false)]
    [Trait("Tier", "Full")]
    public async Task The_compiler_is_given_the_images(string framework, string wanted, bool expected)
    {
        string folder = package.CreateProject($"precompiled-generator-{framework}-{wanted}", Program, "<UseAppHost>false</UseAppHost>", framework);
        string[] settings = wanted.Length == 0 ? [] : [$"-p:ShapeGenPrecompiledGenerator={wanted}"];

        // MSBuild's answer only: what it writes before has no place in it.
        string answer = await Tool.DotnetSucceeds(folder, ["build", "-c", "Release", "-t:Compile", "-getItem:Analyzer", .. settings]);
        using JsonDocument json = JsonDocument.Parse(answer);
        string[] given =
        [
            .. json.RootElement.GetProperty("Items").GetProperty("Analyzer").EnumerateArray()
                .Select(item => item.GetProperty("FullPath").GetString()!).Where(path => CompilerAssemblies.Contains(Path.GetFileName(path))).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(CompilerAssemblies, given.Select(Path.GetFileName));
        Assert.All(given, path =>
        {
            using FileStream assembly = File.OpenRead(path);
            Assert.Equal(expected, Precompiled.Read(assembly).HasCode);
        });
    }

    [PrecompiledFact]
    [Trait("Tier", "Full")]
    public async Task A_program_for_one_system_gets_the_image_alone()
    {
        string folder = package.CreateProject("precompiled-one-system", Program);
        await Tool.DotnetSucceeds(folder, "publish", "-r", Precompiled.ThisSystem, "--no-self-contained", "-p:PublishReadyToRun=true", "-o", Path.Combine(folder, "published"));
        Assert.False(Directory.Exists(Path.Combine(folder, "published", "runtimes")));

        (_, string file) = await Run(Path.Combine(folder, "published", Executable));
        using FileStream assembly = File.OpenRead(file);
        Assert.True(Precompiled.Read(assembly).HasCode);
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_program_for_older_frameworks_gets_the_IL_that_was_made_for_them()
    {
        string folder = package.CreateProject("precompiled-older", Program, "<UseAppHost>false</UseAppHost><TargetFramework /><TargetFrameworks>net8.0;net9.0</TargetFrameworks>");
        await Tool.DotnetSucceeds(folder, "build", "-c", "Release");
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        foreach (string framework in new[] { "net8.0", "net9.0" })
        {
            string built = Path.Combine(folder, "bin", "Release", framework);
            Assert.False(Directory.Exists(Path.Combine(built, "runtimes")));
            using Stream expected = archive.GetEntry("lib/net8.0/ShapeGen.dll")!.Open();
            using FileStream actual = File.OpenRead(Path.Combine(built, "ShapeGen.dll"));
            Assert.Equal(Precompiled.Read(expected), Precompiled.Read(actual));
        }
    }

    /// <returns>The methods that loading had compiled, and the file of the runtime.</returns>
    private static async Task<(int Compiled, string File)> Run(string program)
    {
        string[] parts = (await Tool.RunSucceeds(program, Path.GetDirectoryName(program)!, Tool.Checkpoints)).Split('|');
        Assert.Equal("True", parts[1]);
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[2]);
    }
}
