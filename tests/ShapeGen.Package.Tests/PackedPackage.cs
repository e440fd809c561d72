namespace ShapeGen.Package.Tests;

/// <summary>The package, made once for all tests by the command that the README gives, in a folder that goes away again.</summary>
[CollectionDefinition(Collection)]
public sealed class PackedPackage : IAsyncLifetime, ICollectionFixture<PackedPackage>
{
    /// <summary>The tests that share it.</summary>
    public const string Collection = "Packed package";

    public string Folder { get; } = Directory.CreateTempSubdirectory("shapegen-package-").FullName;

    public string Feed => Path.Combine(Folder, "feed");

    public string File => Assert.Single(Directory.GetFiles(Feed, "*.nupkg"));

    public string Version => Path.GetFileNameWithoutExtension(File)["ShapeGen.".Length..];

    /// <summary>What packing said.</summary>
    public string Output { get; private set; } = "";

    public async Task InitializeAsync() => Output = await Tool.DotnetSucceeds(Tool.Repository, "pack", "ShapeGen.sln", "-c", "Release", "-o", Feed);

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>A new console project that has the package from the local feed and nothing else set.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="program">Its Program.cs.</param>
    /// <param name="property">One more property, for tests that set something after all.</param>
    /// <param name="framework">The framework that it targets.</param>
    public string CreateProject(string name, string program, string property = "", string framework = "net10.0")
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
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                {property}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ShapeGen" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);

        // A packages folder of its own: the machine's may hold an older package of the same version. What the SDK itself asks for (an older framework's
        // reference assemblies, the AOT compiler) the machine has since this solution was restored, and what publishing for one system does since it was packed.
        System.IO.File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Folder, "packages")}" /></config>
              <packageSources><clear /><add key="local" value="{Feed}" /><add key="machine" value="{Tool.GlobalPackages}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="local"><package pattern="ShapeGen" /></packageSource>
                <packageSource key="machine"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        System.IO.File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return folder;
    }
}
