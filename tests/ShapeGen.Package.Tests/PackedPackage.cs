namespace ShapeGen.Package.Tests;

/// <summary>The package, made once for all tests by the command that the README gives, under a version of its own, in a folder that goes away again.</summary>
[CollectionDefinition(Collection)]
public sealed class PackedPackage : IAsyncLifetime, ICollectionFixture<PackedPackage>, ICollectionFixture<ReadmeClone>
{
    /// <summary>The tests that share it.</summary>
    public const string Collection = "Packed package";

    private readonly Lazy<Task<PackedTool>> _tool;

    public PackedPackage() => _tool = new(PackTool);

    public string Folder { get; } = Directory.CreateTempSubdirectory("shapegen-package-").FullName;

    public string Feed => Path.Combine(Folder, "feed");

    public string File => Assert.Single(Directory.GetFiles(Feed, "*.nupkg"));

    /// <summary>One that no other package has: projects restore into the machine's package cache, which must not answer with another one.</summary>
    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    /// <summary>The item by which a project has the package.</summary>
    public string Reference => $"""<PackageReference Include="ShapeGen" Version="{Version}" />""";

    /// <summary>What packing said.</summary>
    public string Output { get; private set; } = "";

    /// <summary>The tool, packed under the same version when it is asked for first.</summary>
    internal Task<PackedTool> GetTool() => _tool.Value;

    public async Task InitializeAsync() =>
        Output = await Tool.DotnetSucceeds(Tool.Repository, "pack", "src/Runtime", "-c", "Release", "-o", Feed, $"-p:PackageVersion={Version}");

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        string cached = Path.Combine(Tool.GlobalPackages, "shapegen", Version);
        if (Directory.Exists(cached))
        {
            Directory.Delete(cached, recursive: true);
        }

        return Task.CompletedTask;
    }

    private async Task<PackedTool> PackTool()
    {
        string feed = Path.Combine(Folder, "tool-feed");
        string output = await Tool.DotnetSucceeds(Tool.Repository, "pack", "src/Tool", "-c", "Release", "-o", feed, $"-p:PackageVersion={Version}");
        return new(feed, Assert.Single(Directory.GetFiles(feed, "*.nupkg")), output);
    }

    /// <summary>A new console project that has the package from the local feed and nothing else set.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="program">Its Program.cs.</param>
    /// <param name="property">One more property, for tests that set something after all.</param>
    /// <param name="framework">The framework that it targets.</param>
    /// <param name="items">What it has instead of the package.</param>
    public string CreateProject(string name, string program, string property = "", string framework = "net10.0", string? items = null)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        System.IO.File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <!-- What the SDK itself asks for may be in the feed in a later patch only, and a feed may be out of reach where all is in the cache. -->
                <WarningsNotAsErrors>NU1603;NU1801</WarningsNotAsErrors>
                <RestoreIgnoreFailedSources>true</RestoreIgnoreFailedSources>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                {property}
              </PropertyGroup>
              <ItemGroup>
                {items ?? Reference}
              </ItemGroup>
            </Project>
            """);

        // The machine's sources and one more, as README has it: what the SDK itself asks for (an older framework's reference assemblies, the AOT compiler)
        // comes from where this machine gets its packages, in the version that the SDK wants.
        System.IO.File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="local" value="{Feed}" /></packageSources>
            </configuration>
            """);
        System.IO.File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return folder;
    }
}

/// <summary>The package of the tool.</summary>
/// <param name="Feed">The folder that has it alone.</param>
/// <param name="File">The package.</param>
/// <param name="Output">What packing said.</param>
internal sealed record PackedTool(string Feed, string File, string Output);
