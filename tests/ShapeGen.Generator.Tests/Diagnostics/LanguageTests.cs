using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0100: the version of C# that a project with a model is compiled in.</summary>
public class LanguageTests
{
    private const string Model = "[ShapeGen.Encoder(64, 8, 128)] public partial class M { }";
    private const string Use = "class Use { void Run(float[] x) { M.Load(\"\").Forward(x, x, batch: M.Heads); } }";

    /// <summary>One error on the class, and none in generated code or where the model is used.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp7, "7.0")]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    [InlineData(LanguageVersion.CSharp8, "8.0")]
    [InlineData(LanguageVersion.CSharp9, "9.0")]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    [InlineData(LanguageVersion.CSharp11, "11.0")]
    public void Older_than_generated_code(LanguageVersion version, string name)
    {
        GeneratorRun run = GeneratorRunner.Run(Model + Use, ProjectSettings.Default with { Language = version, Nullable = NullableContextOptions.Disable });
        Diagnostic error = Assert.Single(run.Reported);
        Assert.Equal(
            $"SHG0100: 'M' has [Encoder], whose generated code needs C# 12, but the project's LangVersion is {name}; remove LangVersion from the project, or set it to 12 or higher",
            $"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}");
        Assert.Equal(Model.IndexOf("M {", StringComparison.Ordinal), error.Location.SourceSpan.Start);
        run.Compiles();
    }

    /// <summary>Versions in which a stub cannot be written either: the same error, which ends the build, and no source that would give others.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp2, "2")]
    [InlineData(LanguageVersion.CSharp3, "3")]
    [InlineData(LanguageVersion.CSharp6, "6")]
    public void Older_than_stubs(LanguageVersion version, string name)
    {
        GeneratorRun run = GeneratorRunner.Run(Model, ProjectSettings.Default with { Language = version, Nullable = NullableContextOptions.Disable });
        Diagnostic error = Assert.Single(run.Reported);
        Assert.StartsWith($"'M' has [Encoder], whose generated code needs C# 12, but the project's LangVersion is {name};", error.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, error.Descriptor.CustomTags);
        Assert.Empty(run.ModelSources);
        run.Compiles();
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Default)]
    [InlineData(LanguageVersion.Preview)]
    public void New_enough(LanguageVersion version) => GeneratorRunner.Run(Model + Use, ProjectSettings.Default with { Language = version }).IsClean();

    [Fact]
    public void Without_a_model_any_version_will_do() =>
        GeneratorRunner.Run("class Use { ShapeGen.SafetensorsFile file = null!; }", ProjectSettings.Default with { Language = LanguageVersion.CSharp8 }).Compiles();
}
