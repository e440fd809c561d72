using System.Text.Json;
using ShapeGen.Tool.Compilers;

namespace ShapeGen.Tool.Tests.Compilers;

/// <summary>Which compiler the process runs, and what follows from it.</summary>
public sealed class CompilerChoiceTests
{
    private const string Bundled = "C# 12.0 (Roslyn 4.8, which comes with the tool)";

    /// <summary>Partial properties are of C# 13, extension members of C# 14.</summary>
    private const string Newer = """
        [ShapeGen.Linear(4, Sizes.Out)]
        public sealed partial class Model
        {
            public partial string Note { get; }

            public partial string Note => "of C# 13";
        }

        public static class Sizes
        {
            public const int Out = 8;

            extension(string text)
            {
                public int Twice => 2 * text.Length;
            }
        }
        """;

    private static readonly Dictionary<string, string> AsksForBundled = new() { [CompilerFolder.Variable] = CompilerFolder.Bundled };

    private static string Checkpoint => Path.Combine(AppContext.BaseDirectory, "Traces", "bert.safetensors");

    [Fact]
    [Trait("Tier", "Full")]
    public void It_is_the_SDKs()
    {
        ToolResult result = ToolProcess.Run("declare", Checkpoint, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches(@"^C# 1[4-9]\.0 \(Roslyn [5-9]\.\d+ of the \.NET SDK \d+\.\d+\.\d+\)$", Compiler(result));
    }

    [Fact]
    [Trait("Tier", "Full")]
    public void It_is_the_tools_own_where_the_environment_says_so()
    {
        ToolResult result = ToolProcess.RunWith(AsksForBundled, "declare", Checkpoint, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(Bundled, Compiler(result));

        // Both write the same.
        Assert.Equal(Text(ToolProcess.Run("declare", Checkpoint, "--json")), Text(result));
    }

    [Fact]
    [Trait("Tier", "Full")]
    public void Another_wish_is_wrong_usage()
    {
        ToolResult result = ToolProcess.RunWith(new() { [CompilerFolder.Variable] = "newest" }, "declare", Checkpoint);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("SHAPEGEN_COMPILER=newest: it must be 'bundled'", result.Error, StringComparison.Ordinal);
    }

    /// <summary>As on a machine that has a runtime and no SDK, and as on one whose SDKs are of no use: of a later .NET, too old, damaged.</summary>
    [Fact]
    [Trait("Tier", "Full")]
    public void It_is_the_tools_own_where_no_SDK_fits()
    {
        using Folder root = new();
        string real = Framework.Root;
        File.Copy(Path.Combine(real, "dotnet"), root.Path("dotnet"));
        Directory.CreateSymbolicLink(root.Path("host"), Path.Combine(real, "host"));
        Directory.CreateSymbolicLink(root.Path("shared"), Path.Combine(real, "shared"));
        Assert.Equal(Bundled, Run());

        string newest = Directory.GetDirectories(Path.Combine(real, "sdk")).Where(folder => File.Exists(Path.Combine(folder, "Roslyn", "bincore", "csc.dll"))).Order(StringComparer.Ordinal).Last();
        Directory.CreateDirectory(root.Path("sdk"));
        Directory.CreateSymbolicLink(root.Path("sdk/99.0.100"), newest);
        Write(root, "9.0.100", typeof(System.CommandLine.Command).Assembly.Location);
        Write(root, "8.0.100", Checkpoint);
        Assert.Equal(Bundled, Run());

        // The same SDK by its own name.
        Directory.CreateSymbolicLink(root.Path("sdk/" + Path.GetFileName(newest)), newest);
        Assert.Contains($"of the .NET SDK {Path.GetFileName(newest)})", Run(), StringComparison.Ordinal);

        string Run()
        {
            ToolResult result = ToolProcess.Run(root.Path("dotnet"), [], "declare", Checkpoint, "--json");
            Assert.True(result.ExitCode == 0, result.Error);
            return Compiler(result);
        }
    }

    [Theory]
    [InlineData("10.0.401", "9.0.300", "10.0.401", "10.0.100")]
    [InlineData("10.0.100", "10.0.100-rc.2.25502.107", "10.0.100", "9.0.100")]
    [InlineData("10.0.100-rc.2.25502.107", "10.0.100-rc.2.25502.107", "9.0.305", "11.0.100")]
    [InlineData("10.0.100-preview.10.25520.3", "10.0.100-preview.2.25164.34", "10.0.100-preview.10.25520.3", "10.0.100-preview.9.25480.1")]
    [InlineData("10.0.100-rc.1.25451.107", "10.0.100-preview.10.25520.3", "10.0.100-rc.1.25451.107", "10.0.100-rc.1")]
    [InlineData("10.0.100-rc.1.servicing", "10.0.100-rc.1.99", "10.0.100-rc.1.servicing")]
    [InlineData(null, "11.0.100-preview.1.26104.118", "NuGetFallbackFolder")]
    public void The_newest_that_the_framework_can_run_is_taken(string? expected, params string[] sdks)
    {
        using Folder root = new();
        foreach (string sdk in sdks)
        {
            Write(root, sdk, Path.Combine(AppContext.BaseDirectory, "roslyn", "Microsoft.CodeAnalysis.CSharp.dll"));
        }

        CompilerFolder found = CompilerFolder.Find(null, root.Name, 10, AppContext.BaseDirectory);
        Assert.Equal(expected, found.Sdk);
        Assert.Null(CompilerFolder.Find(CompilerFolder.Bundled, root.Name, 10, AppContext.BaseDirectory).Sdk);
    }

    [Fact]
    [Trait("Tier", "Full")]
    public void A_declaration_in_the_newest_language_compiles_with_the_SDKs_only()
    {
        using Folder folder = new();
        string file = folder.Write("Model.cs", Newer);
        string[] command = ["explain", "--declaration", file, "--json", "-o", folder.Path("page.html")];
        ToolResult result = ToolProcess.Run(command);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("C# 1", Compiler(result), StringComparison.Ordinal);

        ToolResult own = ToolProcess.RunWith(AsksForBundled, command);
        Assert.Equal((3, ""), (own.ExitCode, own.Output));
        Assert.Contains("Model.cs: the declaration does not compile.", own.Error, StringComparison.Ordinal);
        Assert.Contains($"The compiler is {Bundled}. For a newer C#, install a .NET SDK, and do not set SHAPEGEN_COMPILER.", own.Error, StringComparison.Ordinal);
    }

    private static void Write(Folder root, string sdk, string assembly)
    {
        string folder = Directory.CreateDirectory(root.Path($"sdk/{sdk}/Roslyn/bincore")).FullName;
        File.Copy(assembly, Path.Combine(folder, "Microsoft.CodeAnalysis.CSharp.dll"));
    }

    private static string Compiler(ToolResult result) => Property(result, "compiler");

    private static string Text(ToolResult result) => Property(result, "text");

    private static string Property(ToolResult result, string name)
    {
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty(name).GetString()!;
    }
}
