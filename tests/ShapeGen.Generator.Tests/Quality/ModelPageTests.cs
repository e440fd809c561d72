using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>
/// Every example of <c>docs/models.md</c> compiles without a warning, and is of the same kind as the case whose error stands below it. They have
/// their full sizes, so that none is run here; <c>ModelTests</c> and <c>EmbedderTests</c> run the cases.
/// </summary>
public partial class ModelPageTests
{
    private static readonly string Page = Read("docs", "models.md");

    /// <summary>The cases' declarations by their names.</summary>
    private static readonly Dictionary<string, string> Cases = new[] { "Models", "Embedders" }
        .SelectMany(folder => CaseLine().Matches(Read("tests", "ShapeGen.Numerics.Tests", "Goldens", folder, "README.md")))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["declaration"].Value);

    private static readonly Match[] Examples = [.. Example().Matches(Page).Cast<Match>()];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Examples.Length)];

    [Theory]
    [Trait("Tier", "Full")]
    [MemberData(nameof(Numbers))]
    public void Compiles(int number)
    {
        // What the page takes for granted.
        string source = $"""
            using ShapeGen;
            int[] ids = [101, 2023, 102], types = [0, 0, 0], lengths = [3];
            float[] features = new float[98 * 40], sound = new float[16000], pixels = new float[3 * 224 * 224], output = new float[1000];
            byte[] bytes = new byte[3 * 224 * 224];
            _ = (ids, types, lengths, features, sound, pixels, output, bytes);
            {Examples[number].Groups["code"].Value}
            """;
        GeneratorRun run = GeneratorRunner.Run(source, ProjectSettings.Default with { Output = OutputKind.ConsoleApplication });
        Assert.Empty(run.Reported);
        using MemoryStream image = new();
        Assert.DoesNotContain(run.Output.Emit(image).Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    /// <summary>The error is that of a case with the same properties at other sizes.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Is_of_the_kind_that_was_measured(int number)
    {
        Match example = Examples[number];
        string name = example.Groups["case"].Value;
        if (name.Length == 0)
        {
            // The calls are shown with a model that has its place below; Moonshine's encoder is compared with ONNX Runtime (MoonshineTests).
            Assert.True(number == 0 || example.Groups["code"].Value.Contains("class MoonshineTiny", StringComparison.Ordinal), $"Example {number} has no figure.");
            return;
        }

        Assert.Equal(Kind(Cases[name]), Kind(example.Groups["code"].Value));
    }

    [Fact]
    public void Every_family_is_there() => Assert.All(
        new[] { "BERT", "MiniLM", "BGE", "E5", "RoBERTa", "DistilBERT", "MPNet", "ModernBERT", "Nomic", "Jina v2", "T5", "ViT", "DeiT", "DINOv2", "CLIP", "Whisper", "KWT" },
        family => Assert.Matches($"(?m)^## .*{Regex.Escape(family)}", Page));

    [Fact]
    public void Each_figure_is_of_a_case_and_is_there() => Assert.All(Figure().Matches(Page), figure =>
    {
        Assert.Contains(figure.Groups["case"].Value, Cases.Keys);
        Assert.Matches(@"^\d\.\de-\d\d \(PyTorch's float32: \d\.\de-\d\d\)$", figure.Groups["text"].Value);
    });

    /// <summary>What is declared, without sizes, names and what is left out: attributes, properties, and those values that are words.</summary>
    private static string Kind(string declaration) => string.Join(
        "\n",
        Word().Matches(Text().Replace(declaration[declaration.IndexOfAny(['[', 'T', 'P', 'C'])..], ""))
            .Select(match => match.Value).Where(word => Counted().IsMatch(word)).Order(StringComparer.Ordinal).Distinct());

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path])).ReplaceLineEndings("\n");

    [GeneratedRegex("```csharp\n(?<code>.*?)```\n(\nError: <!-- (?<case>\\w+) -->)?", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| `(?<declaration>.*?)` \|", RegexOptions.Multiline)]
    private static partial Regex CaseLine();

    [GeneratedRegex("<!-- (?<case>\\w+) -->(?<text>.*?)<!-- / -->")]
    private static partial Regex Figure();

    /// <summary>Texts, and comments.</summary>
    [GeneratedRegex("\"[^\"]*\"|//.*")]
    private static partial Regex Text();

    [GeneratedRegex(@"\w+\.\w+|\w+ = (true|false)|\b(TokenEmbedding|PatchEmbedding|Projection|Convolution|ClassToken|Positions|InputNorm|Pool|Head|Encoder)\b(?! =)|\b(Types|Offset|Scale|Window|GlobalEvery|HeadDim|RotaryTheta|LocalRotaryTheta|Mean|Std)\b(?= =)|\d+e-\d+f")]
    private static partial Regex Word();

    /// <summary>Neither the call nor what it is made of.</summary>
    [GeneratedRegex(@"^(?!model\.|SafetensorsFile|\w+\.Load|model\b)")]
    private static partial Regex Counted();
}
