namespace ShapeGen.Package.Tests;

/// <summary>The package in projects of many kinds: those that must work, and those that must be told why not.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class ConsumerProjectTests(ConsumerProjects projects) : IClassFixture<ConsumerProjects>
{
    [Fact]
    public async Task Several_frameworks_and_central_package_management()
    {
        Assert.Empty(projects.Messages("Central"));
        Assert.True(File.Exists(projects.Assembly("Central", "net8.0")));
        Assert.Equal("8", await Tool.DotnetSucceeds(Path.GetTempPath(), projects.Assembly("Central")));
    }

    [Fact]
    public async Task Warnings_as_errors_nullable_off_and_CSharp_12()
    {
        Assert.Empty(projects.Messages("Strict"));
        Assert.Equal("8", await Tool.DotnetSucceeds(Path.GetTempPath(), projects.Assembly("Strict")));
    }

    [Theory]
    [InlineData("PrivateLibrary", "all")]
    [InlineData("PrivateRuntime", "build; Runtime")]
    public void A_library_that_keeps_the_package_to_itself_is_warned(string project, string assets)
    {
        string warning = Assert.Single(projects.Messages(project));
        Assert.Contains($"warning SHG0102: The reference to ShapeGen has PrivateAssets=\"{assets}\"", warning, StringComparison.Ordinal);
        Assert.True(File.Exists(projects.Assembly(project)));
    }

    /// <summary>They get ShapeGen.dll, or need not pass it on.</summary>
    [Theory]
    [InlineData("Models")]
    [InlineData("PrivateCompile")]
    [InlineData("PrivateSilenced")]
    [InlineData("PrivatePlugin")]
    [InlineData("PrivateProgram")]
    public void Others_are_not(string project)
    {
        Assert.Empty(projects.Messages(project));
        Assert.True(File.Exists(projects.Assembly(project)));
    }

    [Theory]
    [InlineData("BasicDeclares", "Model.vb", 3, "Visual Basic")]
    [InlineData("FSharpDeclares", "Model.fs", 4, "F#")]
    public void A_model_in_another_language_is_a_warning(string project, string file, int line, string language)
    {
        string warning = Assert.Single(projects.Messages(project));
        Assert.Contains($"{project}{Path.DirectorySeparatorChar}{file} : warning SHG0103: [Encoder] in line {line} has no effect", warning, StringComparison.Ordinal);
        Assert.Contains($"this project is in {language}.", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BasicUses")]
    [InlineData("FSharpUses")]
    public void Using_a_model_in_another_language_is_not(string project)
    {
        Assert.Empty(projects.Messages(project));
        Assert.True(File.Exists(projects.Assembly(project)));
    }

    [Theory]
    [InlineData("ISO-2", "2")]
    [InlineData("11", "11.0")]
    public void A_model_in_an_old_language_version_is_one_error(string version, string name)
    {
        string error = Assert.Single(projects.Messages("Language" + version));
        Assert.Contains("error SHG0100: ", error, StringComparison.Ordinal);
        Assert.Contains($"the project's LangVersion is {name};", error, StringComparison.Ordinal);
    }
}
