using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using ShapeGen.Build;

namespace ShapeGen.Runtime.Tests.Building;

/// <summary>The one reader of JSON of build and tool: what it takes, what it refuses and why, and that no text takes long.</summary>
public class JsonTextTests
{
    /// <summary>Far more than any text within the limits takes, and far less than what grows with the square of the length.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    /// <summary>Texts of JSON's own page and of Python's writer.</summary>
    [Theory]
    [InlineData("""{"a": 1, "b": -0.5e+10, "c": [true, false, null, "x"], "d": {"e": {}}, "f": []}""")]
    [InlineData("""{"__type": "kept", "": 1, "item": 2, "a b": 3, "xmlns": 4, "a:b": 5, "é": "ü", "😀": "\ud83d\ude00"}""")]
    [InlineData("""{"escapes": "\" \\ \/ \b \f \n \r \t \u0000 \u000b \u0085 \u2028 \u2029 \u202e \uFEFF"}""")]
    [InlineData("[0, -0, 0.0, 1E5, 123456789012345678901234567890]")]
    [InlineData("\"text\"")]
    [InlineData(" \t\r\n12 \n")]
    [InlineData("null")]
    public void Every_value_is_what_the_framework_reads(string json)
    {
        using JsonDocument expected = JsonDocument.Parse(json);
        AssertEqual(expected.RootElement, Parse(json));
    }

    /// <summary>Python writes and reads them; JSON has no such numbers.</summary>
    [Fact]
    public void Numbers_that_are_none_are_read() =>
        Assert.Equal(["NaN", "Infinity", "-Infinity"], Parse("[NaN, Infinity, -Infinity]").Elements().Select(value => value.Value));

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Equal("1", JsonText.Parse([0xEF, 0xBB, 0xBF, .. "{\"a\": 1}"u8]).Element("a")!.Value);

    /// <summary>It is JSON, though no text: it has to come through as it is.</summary>
    [Fact]
    public void Half_a_surrogate_pair_is_kept()
    {
        XElement value = Parse("""{"a\udc00": "\ud800x"}""").Elements().Single();
        Assert.Equal("a\udc00", JsonText.NameOf(value));
        Assert.Equal("\ud800x", value.Value);
    }

    [Theory]
    [InlineData("", "it is not JSON: it is empty")]
    [InlineData(" \n", "it is not JSON: it is empty")]
    [InlineData("{\"a\": 1,\n \"b\" 2}", "it is not JSON: expected ':' after the key 'b', found '2' (line 2, column 6)")]
    [InlineData("{\"a\": 1 \"b\": 2}", "it is not JSON: expected ',' or '}' in an object, found '\"' (line 1, column 9)")]
    [InlineData("{\"a\": 1} {}", "it is not JSON: '{' after the end (line 1, column 10)")]
    [InlineData("{\"a\": 1,}", "it is not JSON: expected a key in double quotes, found '}' (line 1, column 9)")]
    [InlineData("[1,]", "it is not JSON: expected a value, found ']' (line 1, column 4)")]
    [InlineData("{'a': 1}", "it is not JSON: expected a key in double quotes, found ''' (line 1, column 2)")]
    [InlineData("[01]", "it is not JSON: a number has a leading 0 (line 1, column 3)")]
    [InlineData("[1.2.3]", "it is not JSON: expected ',' or ']' in an array, found '.' (line 1, column 5)")]
    [InlineData("[-]", "it is not JSON: expected a digit, found ']' (line 1, column 3)")]
    [InlineData("[trux]", "it is not JSON: expected true, found 'x' (line 1, column 5)")]
    [InlineData("[\"a\nb\"]", "it is not JSON: the byte 0x0a within a string, where it must be escaped (line 1, column 4)")]
    [InlineData("[\"\\q\"]", "it is not JSON: 'q' after a backslash (line 1, column 4)")]
    [InlineData("[\"\\u12g4\"]", "it is not JSON: expected four hexadecimal digits after \\u, found 'g' (line 1, column 7)")]
    [InlineData("{\"a\": 1, \"a\": 2}", "it has the key 'a' twice in one object (line 1, column 10)")]
    [InlineData("{\"a\u0085\u202e\": 1, \"a\u0085\u202e\": 2}", "it has the key 'a\\u0085\\u202e' twice in one object (line 1, column 12)")]
    [InlineData("{\n// a comment\n}", "it is not JSON: it has a comment, which JSON does not allow: expected a key in double quotes, found '/' (line 2, column 1)")]
    [InlineData("<!DOCTYPE html>", "it is not JSON: it is HTML or XML, perhaps a web page that was saved as the file: expected a value, found '<' (line 1, column 1)")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "it is not JSON: it is a Git LFS pointer, fetch the file itself with git lfs pull: expected a value, found 'v' (line 1, column 1)")]
    [InlineData("{\"a\": [1, 2", "it is not JSON: it is cut off: expected ',' or ']' in an array, found the end of the file (line 1, column 12)")]
    [InlineData("{\"a", "it is not JSON: it is cut off: the file ends within a string (line 1, column 4)")]
    [InlineData("[\"\\", "it is not JSON: it is cut off: the file ends within a string (line 1, column 4)")]
    [InlineData("[\"\\u00", "it is not JSON: it is cut off: the file ends within a string (line 1, column 7)")]
    [InlineData("tru", "it is not JSON: it is cut off: expected true, found the end of the file (line 1, column 4)")]
    [InlineData("-", "it is not JSON: it is cut off: expected a digit, found the end of the file (line 1, column 2)")]
    public void What_is_no_JSON_is_refused_with_what_and_where(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Parse(json)).Message);

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        Assert.Equal("it is not JSON: the string that begins at line 1, column 3 is not UTF-8", Assert.Throws<FormatException>(() => JsonText.Parse([.. "[\"é"u8, 0xC3, .. "\"]"u8])).Message);
        Assert.StartsWith("it is not JSON: it looks like UTF-16", Assert.Throws<FormatException>(() => JsonText.Parse(Encoding.Unicode.GetBytes("{}"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("it is not JSON: it looks like UTF-16", Assert.Throws<FormatException>(() => JsonText.Parse([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("{}")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_depth_is_limited()
    {
        Assert.NotNull(Parse(new string('[', JsonText.MaxLevels) + new string(']', JsonText.MaxLevels)));
        Assert.Equal("it is nested deeper than 64 levels (line 1, column 65)", Refused(new string('[', 100_000)));
        Assert.Equal("it is nested deeper than 64 levels (line 1, column 321)", Refused(string.Concat(Enumerable.Repeat("{\"a\":", 1_000_000))));
    }

    /// <summary>What took the base library's reader minutes, or memory that grows beyond a machine's.</summary>
    [Fact]
    public void No_text_takes_long()
    {
        Stopwatch time = Stopwatch.StartNew();
        Assert.Equal(4_000_000, Parse("{\"a\": \"" + Repeat("\\n", 4_000_000) + "\"}").Value.Length);
        Assert.Equal(16_000_000, JsonText.NameOf(Parse("{\"" + new string('x', 16_000_000) + "\": 1}").Elements().Single()).Length);
        Assert.Equal(200_000, Parse("{" + string.Join(",", Enumerable.Range(0, 200_000).Select(i => $"\"k{i}\":{i}")) + "}").Elements().Count());
        Assert.Equal(2_000_000, Parse("[" + new string('1', 2_000_000) + "]").Value.Length);
        Assert.StartsWith("it has the key 'a' twice", Refused("{" + Repeat("\"a\":1,", 1_000_000) + "\"b\":1}"), StringComparison.Ordinal);
        Assert.StartsWith("it has more than 2000000 values", Refused("[" + Repeat("1,", 4_000_000) + "1]"), StringComparison.Ordinal);
        Assert.StartsWith("it is not JSON: it is cut off", Refused(new string(' ', 16_000_000) + "[" + Repeat("\n", 1_000_000)), StringComparison.Ordinal);
        Assert.True(time.Elapsed < Soon, $"{time.Elapsed}");
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        using TemporaryDirectory folder = new();
        string path = folder["config.json"];
        File.WriteAllText(path, "{\"a\": 1}");
        Assert.Equal("1", JsonText.ReadFile(path).Element("a")!.Value);
        File.WriteAllText(path, new string(' ', JsonText.MaxFileBytes + 1));
        Assert.Equal("it has more than 16777216 bytes, too many for a configuration", Assert.Throws<FormatException>(() => JsonText.ReadFile(path)).Message);
    }

    /// <summary>100 KB that added 20 s to a build: refused by the build's reader and by the runtime's.</summary>
    [Fact]
    public void A_deep_header_is_refused_at_once()
    {
        using TemporaryDirectory folder = new();
        byte[] nested = [.. "{\"a\":"u8, .. Encoding.UTF8.GetBytes(new string('[', 3_000_000))];
        string path = folder.Write("deep.safetensors", [.. BitConverter.GetBytes((long)nested.Length), .. nested]);
        Stopwatch time = Stopwatch.StartNew();
        using (FileStream file = File.OpenRead(path))
        {
            Assert.StartsWith("it is nested deeper than 64 levels", Assert.Throws<FormatException>(() => SafetensorsHeader.Read(file)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("depth", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.True(time.Elapsed < Soon, $"{time.Elapsed}");
    }

    /// <summary>Any bytes are read or refused: no other exception, and nothing is read as more than the framework's reader takes.</summary>
    [Fact]
    public void Mutations_are_read_as_the_framework_reads_them_or_refused()
    {
        byte[] start = """{"a": [1, -2.5e3, "x\u00e9\n"], "b": {"c": true, "d": null}, "é": ""}"""u8.ToArray();
        Random random = new(1);
        int read = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = [.. start];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? start[random.Next(start.Length)] : (byte)random.Next(256);
            }

            try
            {
                XElement found = JsonText.Parse(bytes);
                using JsonDocument expected = JsonDocument.Parse(bytes);
                AssertEqual(expected.RootElement, found);
                read++;
            }
            catch (FormatException)
            {
                // Refused.
            }
        }

        Assert.True(read > 1_000, $"{read}");
    }

    private static XElement Parse(string json) => JsonText.Parse(Encoding.UTF8.GetBytes(json));

    private static string Refused(string json) => Assert.Throws<FormatException>(() => Parse(json)).Message;

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static void AssertEqual(JsonElement expected, XElement found)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal("object", JsonText.TypeOf(found));
                JsonProperty[] properties = [.. expected.EnumerateObject()];
                XElement[] elements = [.. found.Elements()];
                Assert.Equal(properties.Select(property => property.Name), elements.Select(JsonText.NameOf));
                for (int i = 0; i < properties.Length; i++)
                {
                    AssertEqual(properties[i].Value, elements[i]);
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal("array", JsonText.TypeOf(found));
                Assert.Equal(expected.GetArrayLength(), found.Elements().Count());
                foreach ((JsonElement value, XElement element) in expected.EnumerateArray().Zip(found.Elements()))
                {
                    AssertEqual(value, element);
                }

                break;
            case JsonValueKind.String:
                Assert.Equal("string", JsonText.TypeOf(found));
                Assert.Equal(expected.GetString(), found.Value);
                break;
            case JsonValueKind.Null:
                Assert.Equal("null", JsonText.TypeOf(found));
                break;
            default:
                Assert.Equal(expected.ValueKind == JsonValueKind.Number ? "number" : "boolean", JsonText.TypeOf(found));
                Assert.Equal(expected.GetRawText(), found.Value);
                break;
        }
    }
}
