using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Headers;

namespace ShapeGen.Tool.Tests.Terminals;

/// <summary>The one place that escapes text of files: for a terminal, C#, a shell, and the lines that the build hands to the generator.</summary>
public class FileTextTests
{
    /// <summary>Each character of two bytes, and some of four: a tag that is not seen, and an emoji that is.</summary>
    private static readonly string[] s_characters =
        [.. Enumerable.Range(0, 0x10000).Select(code => ((char)code).ToString()), "\U000E0041", "\U0001F600"];

    [Theory]
    [InlineData("encoder.layer.0.weight", "encoder.layer.0.weight")]
    [InlineData("über 学 😀", "über 学 😀")]
    [InlineData("\u001b]0;PWNED\u0007\u001b[31mred", "\\u001b]0;PWNED\\u0007\\u001b[31mred")]
    [InlineData("a\u202eb\u2066c\u200fd\u061ce", "a\\u202eb\\u2066c\\u200fd\\u061ce")]
    [InlineData("a\u0085b\u2028c\u2029d\ve\ff\0", "a\\u0085b\\u2028c\\u2029d\\u000be\\u000cf\\u0000")]
    [InlineData("a\nb\r\nc\td", "a\\u000ab\\u000d\\u000ac\\u0009d")]
    [InlineData("\U000E0041", "\\udb40\\udc41")]
    public void What_is_not_seen_is_escaped(string text, string visible) => Assert.Equal(visible, FileText.Visible(text));

    /// <summary>No attribute of a test can hold it.</summary>
    [Fact]
    public void Half_a_pair_is_escaped() => Assert.Equal("a\\ud800b\\udc00", FileText.Visible("a\ud800b\udc00"));

    [Fact]
    public void Text_of_several_lines_keeps_them() => Assert.Equal("a\nb\r\nc\\u000dd\te\\u0085", FileText.VisibleLines("a\nb\r\nc\rd\te\u0085"));

    [Fact]
    public void Every_control_and_turn_of_direction_is_escaped()
    {
        foreach (string text in s_characters)
        {
            bool isHidden = CharUnicodeInfo.GetUnicodeCategory(text, 0) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
                || text[0] >= '\uFFFE';
            Assert.Equal(isHidden, FileText.Visible(text) != text);
        }

        Assert.All("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c", turn => Assert.StartsWith("\\u", FileText.Visible(turn.ToString()), StringComparison.Ordinal));
    }

    /// <summary>The core has no reference to Roslyn, and escapes as it does.</summary>
    [Fact]
    public void A_literal_is_as_Roslyn_writes_it()
    {
        foreach (string text in s_characters.Concat(["a\"b\\c'\t😀\ud800\r\n\0", "\udc00\ud83d", "\U0003FFFE\U000E0001\U000F0000"]))
        {
            Assert.Equal(FileText.Visible(SymbolDisplay.FormatLiteral(text, quote: true)), FileText.Literal(text));
        }
    }

    /// <summary>The compiler reads the text back, and the source has nothing that is not seen.</summary>
    [Fact]
    public void A_literal_is_the_text_again()
    {
        foreach (string text in s_characters.Where(text => text[0] is < '\u3000' or > '\ud7ff').Append("a\"b\\c\u202e*/ } \u2028 static int x = 1; //"))
        {
            string literal = FileText.Literal(text);
            Assert.Equal(literal, FileText.Visible(literal));
            LiteralExpressionSyntax read = Assert.IsType<LiteralExpressionSyntax>(SyntaxFactory.ParseExpression(literal));
            Assert.Equal(text, read.Token.ValueText);
        }
    }

    /// <summary>What a user copies into a shell is one argument, and no command.</summary>
    [Theory]
    [InlineData("models/all-MiniLM-L6-v2/pytorch_model.bin", "models/all-MiniLM-L6-v2/pytorch_model.bin")]
    [InlineData("", "''")]
    [InlineData("-o", "'-o'")]
    [InlineData("it's; rm -rf $(x) `y` \"z\" \\ *", "'it'\\''s; rm -rf $(x) `y` \"z\" \\ *'")]
    [InlineData("a\u001b'b\\", "$'a\\u001b\\'b\\\\'")]
    public void An_argument_of_a_shell_is_quoted(string text, string quoted)
    {
        Assert.Equal(quoted, FileText.Shell(text));
        if (File.Exists("/bin/bash"))
        {
            ProcessStartInfo start = new("/bin/bash") { RedirectStandardOutput = true };
            start.Environment["LC_ALL"] = "C.UTF-8";
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"printf %s {quoted}");
            using Process bash = Process.Start(start)!;
            Assert.Equal(text, bash.StandardOutput.ReadToEnd());
        }
    }

    /// <summary>The lines that the build writes are read by the compiler, to which U+0085 and U+2028 end a line too.</summary>
    [Fact]
    public void Every_character_comes_through_from_the_build_to_the_generator()
    {
        string[] values = [.. s_characters, "\\n", "\\u0085", "\\", "a\tb\\tc", "ends with \\", string.Concat(s_characters)];
        StringBuilder text = new();
        foreach (string value in values)
        {
            FactLines.Add(text, "json", "config.json", value, "string", value + "|" + value);
            FactLines.Add(text, "tensor", value, "F32", "1,2");
        }

        // By way of a file in UTF-8, as the build writes it.
        SourceText lines = SourceText.From(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), throwIfBinaryDetected: true);
        Assert.Equal((2 * values.Length) + 1, lines.Lines.Count);
        CheckpointFacts facts = CheckpointReader.Parse("model.safetensors", lines);
        Assert.Null(facts.Error);
        Assert.Equal(values, facts.Entries.Select(entry => entry.Key));
        Assert.Equal(values.Select(value => value + "|" + value), facts.Entries.Select(entry => entry.Value));
        Assert.Equal(values, facts.Tensors.Select(tensor => tensor.Name));
    }

    /// <summary>A name in an error of the build reaches a terminal and a list of errors.</summary>
    [Fact]
    public void A_diagnostic_shows_what_it_quotes()
    {
        foreach (string id in Descriptors.All.Keys)
        {
            DiagnosticInfo info = new(id, null, new(Enumerable.Repeat("a\u001b[31m\u0085\u202eb", 10)));
            Assert.Equal(info.Message, FileText.Visible(info.Message));
            string message = info.ToDiagnostic(CSharpCompilation.Create("Empty")).GetMessage(CultureInfo.InvariantCulture);
            Assert.Equal(message, FileText.Visible(message));
        }
    }
}
