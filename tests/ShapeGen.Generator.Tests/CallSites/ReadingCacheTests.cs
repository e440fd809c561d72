using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>A cached reading of a class is used only if no other file changed what the class declares.</summary>
public class ReadingCacheTests
{
    private const string Call = "static class Program { static void Run(M m, float[] output) => m.Forward(new float[24], output); }";

    /// <summary>The sizes of the class are constants of another file.</summary>
    [Fact]
    public void A_constant_of_another_file_changes() => ExpectAfterEdits(
        "[ShapeGen.Encoder(Embed = Sizes.Embed, Heads = 2, Ffn = 16)] public sealed partial class M; " + Call,
        ("static class Sizes { public const int Embed = 8; }", []),
        ("static class Sizes { public const int Embed = 10; }", ["input holds 24 floats, but 'M' takes whole tokens: 20 or 30"]),
        ("static class Sizes { public const int Embed = 14; }", ["input holds 24 floats, but 'M' takes whole tokens: 14 or 28"]),
        ("static class Sizes { public const int Embed = 8; }", []));

    /// <summary>A part of the class is in another file, where the names of its arguments change and their values do not.</summary>
    [Fact]
    public void An_attribute_of_another_part_changes() => ExpectAfterEdits(
        "[ShapeGen.Encoder(Embed = 8, Heads = 2, Ffn = 16)] public sealed partial class M; " + Call,
        ("partial class M;", []),
        ("[ShapeGen.Convolution(In = 8, Out = 8, Kernel = 4, Stride = 4)] partial class M;", ["a sequence of 3 rows"]),
        ("[ShapeGen.Convolution(In = 8, Out = 8, Kernel = 4, Padding = 4)] partial class M;", []),
        ("partial class M;", []));

    /// <summary>The same name means another attribute.</summary>
    [Fact]
    public void A_name_means_another_attribute() => ExpectAfterEdits(
        "using ShapeGen; namespace N { [Encoder(Embed = 10, Heads = 2, Ffn = 16)] public sealed partial class M { public static int Count => 1; } static class Program { static void Run() { M.CreateRandom(1); } } }",
        ("", ["The result of 'M.CreateRandom' is not used"]),
        ("namespace N { class EncoderAttribute : System.Attribute { public int Embed, Heads, Ffn; } partial class M { public static M CreateRandom(int seed) => new(); } }", []),
        ("", ["The result of 'M.CreateRandom' is not used"]));

    /// <summary>Asserts what is reported in an unchanged file after each edit of another file.</summary>
    private static void ExpectAfterEdits(string source, params (string Other, string[] Messages)[] edits)
    {
        ProjectSettings settings = ProjectSettings.Default;
        CSharpCompilation compilation = settings.Compile([new("Model.cs", source), new("Other.cs", "")]);
        SyntaxTree file = compilation.SyntaxTrees[0], other = compilation.SyntaxTrees[1];
        GeneratorDriver driver = GeneratorRunner.Driver(settings);
        foreach ((string text, string[] messages) in edits)
        {
            SyntaxTree edited = CSharpSyntaxTree.ParseText(text, settings.ParseOptions, other.FilePath);
            compilation = compilation.ReplaceSyntaxTree(other, edited);
            other = edited;
            driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _);
            string[] found = [.. Analysis.Reported(complete, file, new([])).Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture))];
            Assert.Equal(messages.Length, found.Length);
            Assert.All(found.Zip(messages), pair => Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal));
        }
    }
}
