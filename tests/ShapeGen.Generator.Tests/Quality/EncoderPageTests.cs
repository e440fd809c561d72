using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>Every example of <c>docs/encoders.md</c> and <c>docs/names.md</c> compiles without a warning and runs; every property of the attribute is on a page.</summary>
public partial class EncoderPageTests
{
    private static readonly string Page = string.Concat(
        new[] { "encoders.md", "names.md" }.Select(name => File.ReadAllText(Path.Combine(Repository.Root, "docs", name)).ReplaceLineEndings("\n")));

    private static readonly string[] Examples = [.. Block().Matches(Page).Select(match => match.Groups[1].Value).Select(code => code.StartsWith("using ", StringComparison.Ordinal) ? code : "using ShapeGen;\n" + code)];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Examples.Length)];

    /// <summary>Of more parameters, random weights take seconds: they are made in the second tier.</summary>
    private const long Small = 30_000_000;

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Runs(int number) =>
        Assert.All(Models(number).Where(model => ParameterCount(model) <= Small), CreateRandom);

    [Theory]
    [Trait("Tier", "Full")]
    [MemberData(nameof(Numbers))]
    public void Large_models_start_too(int number) =>
        Assert.All(Models(number).Where(model => ParameterCount(model) > Small), CreateRandom);

    private static void CreateRandom(Type model) => Assert.NotNull(model.GetMethod("CreateRandom")!.Invoke(null, [1]));

    private static long ParameterCount(Type model) => Convert.ToInt64(model.GetField("ParameterCount")!.GetRawConstantValue(), CultureInfo.InvariantCulture);

    /// <summary>The models of an example, which compiles without a warning and has run.</summary>
    private static Type[] Models(int number)
    {
        GeneratorRun run = GeneratorRunner.Run(Examples[number], ProjectSettings.Default with { Output = OutputKindOf(Examples[number]) });
        Assert.Empty(run.Reported);
        using MemoryStream image = new();
        Assert.DoesNotContain(run.Output.Emit(image).Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assembly assembly = Assembly.Load(image.ToArray());
        assembly.EntryPoint?.Invoke(null, [Array.Empty<string>()]);

        Type[] models = [.. assembly.GetTypes().Where(type => type.GetMethod("CreateRandom") is not null)];
        Assert.NotEmpty(models);
        return models;
    }

    [Fact]
    public void Every_property_is_there() => Assert.All(
        typeof(EncoderAttribute).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(property => property.Name).Except(["AttentionDropout", "Dropout", "FfnDropout"]),
        name => Assert.Contains($"`{name}", Page.Replace("(Embed, Heads, Ffn)", "`Embed `Heads `Ffn", StringComparison.Ordinal), StringComparison.Ordinal));

    private static OutputKind OutputKindOf(string example) =>
        example.Contains(".Forward(", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
