namespace ShapeGen.Package.Tests;

/// <summary>Projects of many kinds that have the package, all built by one command.</summary>
public sealed class ConsumerProjects(PackedPackage package) : IAsyncLifetime
{
    private const string Declaration = """
        [ShapeGen.Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        public sealed partial class TinyEncoder { }
        """;

    private const string Model = $"namespace Models {{ {Declaration} }}\n";

    private const string Program = $$"""
        using System;
        using ShapeGen;

        internal static class Program
        {
            private static void Main()
            {
                float[] x = new float[64];
                TinyEncoder.CreateRandom(1).Forward(x, x, batch: 1);
                Console.Write(TinyEncoder.HeadDim);
            }
        }

        {{Declaration}}

        """;

    private const string ModelProject = """<ProjectReference Include="../Models/Models.csproj" />""";

    private string[] _lines = [];

    private string Folder => Path.Combine(package.Folder, "kinds");

    public async Task InitializeAsync()
    {
        Write("nuget.config", $"""<configuration><packageSources><add key="local" value="{package.Feed}" /></packageSources></configuration>""");
        // What the SDK itself asks for may be in the feed in a later patch only, and a feed may be out of reach where all is in the cache.
        Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <WarningsNotAsErrors>NU1603;NU1801</WarningsNotAsErrors>
                <RestoreIgnoreFailedSources>true</RestoreIgnoreFailedSources>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
              </PropertyGroup>
            </Project>
            """);

        Project("Central", "csproj", "<OutputType>Exe</OutputType><TargetFramework /><TargetFrameworks>net8.0;net10.0</TargetFrameworks>", """<PackageReference Include="ShapeGen" />""");
        Write("Central/Program.cs", Program);
        Write("Central/Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="ShapeGen" Version="{package.Version}" /></ItemGroup>
            </Project>
            """);
        Project("Strict", "csproj", "<OutputType>Exe</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors><Nullable>disable</Nullable><LangVersion>12</LangVersion><GenerateDocumentationFile>true</GenerateDocumentationFile><NoWarn>CS1591</NoWarn>");
        Write("Strict/Program.cs", Program);

        Project("Models", "csproj");
        Write("Models/Model.cs", Model);
        Project("PrivateLibrary", "csproj", items: Private("all"));
        Write("PrivateLibrary/Model.cs", Model);
        Project("PrivateRuntime", "csproj", items: Private("build; Runtime"));
        Write("PrivateRuntime/Model.cs", Model);
        Project("PrivateCompile", "csproj", items: Private("compile;analyzers"));
        Write("PrivateCompile/Model.cs", Model);
        Project("PrivateSilenced", "csproj", "<NoWarn>$(NoWarn);SHG0102</NoWarn>", Private("all"));
        Write("PrivateSilenced/Model.cs", Model);
        Project("PrivatePlugin", "csproj", "<EnableDynamicLoading>true</EnableDynamicLoading>", Private("all"));
        Write("PrivatePlugin/Model.cs", Model);
        Project("PrivateProgram", "csproj", "<OutputType>Exe</OutputType>", Private("all"));
        Write("PrivateProgram/Program.cs", Program);

        Project("BasicDeclares", "vbproj");
        Write("BasicDeclares/Model.vb", "Imports System, ShapeGen\n' <Encoder(1, 2, 3)>\n<Serializable, Encoder(64, 8, 128)>\nPublic Class Model\nEnd Class\n");
        Project("BasicUses", "vbproj", items: ModelProject);
        Write("BasicUses/Use.vb", "Imports ShapeGen\n' <Encoder(1, 2, 3)> is in C#\nPublic Class Use\n  Public Shared Linear As Integer = Models.TinyEncoder.HeadDim\n  Public Text As String = \"<Encoder(1, 2, 3)>\"\nEnd Class\n");
        Project("FSharpDeclares", "fsproj", items: $"""{package.Reference}<Compile Include="Model.fs" />""");
        Write("FSharpDeclares/Model.fs", "namespace Fs\n(* [<Encoder(1, 2, 3)>] *)\n\n[<ShapeGen.Encoder(64, 8, 128)>]\ntype Model() = class end\n");
        Project("FSharpUses", "fsproj", items: $"""{ModelProject}<Compile Include="Use.fs" />""");
        Write("FSharpUses/Use.fs", "module Use\nopen ShapeGen\n// [<Encoder(1, 2, 3)>]\nlet text = \"[<Encoder(1, 2, 3)>]\"\nlet heads = Models.TinyEncoder.Heads\n");

        foreach (string version in new[] { "ISO-2", "11" })
        {
            Project("Language" + version, "csproj", $"<OutputType>Exe</OutputType><LangVersion>{version}</LangVersion>");
            Write($"Language{version}/Program.cs", Program.Replace("batch: 1", "1", StringComparison.Ordinal));
        }

        string projects = string.Concat(Directory.GetFiles(Folder, "*.*proj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(project => $"""<Project Path="{Path.GetRelativePath(Folder, project)}" />"""));
        Write("All.slnx", $"<Solution>{projects}</Solution>");
        (_, string output) = await Tool.Dotnet(Folder, "build", "All.slnx");
        _lines = [.. output.Split('\n').Select(line => line.Trim()).Distinct()];
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What the build said about a project: its warnings and errors, each once.</summary>
    internal IReadOnlyList<string> Messages(string project) =>
        [.. _lines.Where(line => (line.Contains(": warning ", StringComparison.Ordinal) || line.Contains(": error ", StringComparison.Ordinal)) && line.Contains($"{Path.DirectorySeparatorChar}{project}.", StringComparison.Ordinal))];

    /// <summary>The assembly that the build made of a project.</summary>
    internal string Assembly(string project, string framework = "net10.0") => Path.Combine(Folder, project, "bin", "Debug", framework, project + ".dll");

    private string Private(string assets) => $"""<PackageReference Include="ShapeGen" Version="{package.Version}" PrivateAssets="{assets}" />""";

    private void Project(string name, string extension, string properties = "", string? items = null) => Write($"{name}/{name}.{extension}", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{properties}</PropertyGroup>
          <ItemGroup>{items ?? package.Reference}</ItemGroup>
        </Project>
        """);

    private void Write(string path, string text)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
