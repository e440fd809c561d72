using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>No warning of the compiler's highest level in generated code, whatever the user's project is set to.</summary>
public class WarningTests
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly ProjectSettings Strict = ProjectSettings.Default with { Documentation = DocumentationMode.Diagnose };

    [Fact]
    public void None_with_documentation() => None_in_another_language_or_optimization(LanguageVersion.CSharp12, OptimizationLevel.Release);

    [Theory]
    [InlineData(LanguageVersion.CSharp12, OptimizationLevel.Debug)]
    [InlineData(LanguageVersion.Latest, OptimizationLevel.Debug)]
    [InlineData(LanguageVersion.Latest, OptimizationLevel.Release)]
    [Trait("Tier", "Full")]
    public void None_in_another_language_or_optimization(LanguageVersion language, OptimizationLevel optimization) =>
        Emitted.From(GeneratorRunner.Run(Samples.AllModules, Strict with { Language = language, Optimization = optimization }));

    [Fact]
    [Trait("Tier", "Full")]
    public void None_in_a_project_without_nullable() =>
        Emitted.From(GeneratorRunner.Run(Samples.AllModules, Strict with { Nullable = NullableContextOptions.Disable }));

    /// <summary>Constants and sums of the generated code overflow nowhere that the compiler could see.</summary>
    [Fact]
    [Trait("Tier", "Full")]
    public void None_with_overflow_checks() => Emitted.From(GeneratorRunner.Run(Samples.AllModules, Strict with { CheckOverflow = true }));

    [Net8Fact]
    public void None_on_net8() => Emitted.From(GeneratorRunner.Run(
        Samples.AllModules, Strict with { Language = LanguageVersion.CSharp12, References = Net8References.All }));

    /// <summary>The checks above do look at documentation: without the user's own comment there is a warning.</summary>
    [Fact]
    public void A_public_class_without_a_comment_is_documented_by_the_generator()
    {
        const string Source = "[ShapeGen.LayerNorm(3)] public partial class Model; public class Other;";
        Diagnostic only = Assert.Single(GeneratorRunner.Run(Source, Strict).Compiler());
        Assert.Equal("CS1591", only.Id);
        Assert.Contains("'Other'", only.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Doc comments on what nobody can call would be most of the file: only public members of public types have any, each once.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public void The_documentation_has_public_members_only(string? stageTimes)
    {
        Emitted emitted = Emitted.From(GeneratorRunner.Run(Samples.AllModules, Strict with { StageTimes = stageTimes }));
        List<string> documented = [.. emitted.Documentation.Descendants("member").Select(member => member.Attribute("name")!.Value)];
        HashSet<string> visible = [.. emitted.Load().GetExportedTypes()
            .SelectMany(type => type.GetMembers(Public).Select(member => $"{type.FullName!.Replace('+', '.')}.{member.Name}").Append(type.FullName!.Replace('+', '.')))];
        Assert.NotEmpty(documented);
        Assert.All(documented, name => Assert.Contains(name[2..].Split('(')[0], visible));
        Assert.Equal(documented.Distinct(), documented);
    }

    /// <summary>The stub of a public class too.</summary>
    [Fact]
    public void None_in_a_stub()
    {
        GeneratorRun run = GeneratorRunner.Run("/// <summary>Words.</summary>\n[ShapeGen.LayerNorm(0)] public partial class Model;", Strict);
        Assert.Single(run.Reported);
        Assert.Empty(run.Compiler());
    }
}
