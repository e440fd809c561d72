using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace ShapeGen.Runtime.Tests;

public class HeaderValidationTests
{
    [Theory]
    [InlineData(0, "it has 0 bytes, but the header's length alone takes the first 8")]
    [InlineData(1, "it has 1 byte, but the header's length alone takes the first 8")]
    [InlineData(7, "it has 7 bytes, but the header's length alone takes the first 8")]
    public void A_file_shorter_than_the_header_length(int length, string expected) =>
        Assert.Equal(expected, Assert.Single(Raw.Problems(new byte[length])));

    [Fact]
    public void An_empty_file_on_disk()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("empty.safetensors", []);

        var e = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));

        Assert.Equal(path, e.Checkpoint);
        Assert.Contains("it has 0 bytes", e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_the_file()
    {
        byte[] file = Raw.File("{}");
        file[0] = 50;

        Assert.Equal("the header's length is 50 bytes, but only 2 follow: the file ends 48 bytes early", Assert.Single(Raw.Problems(file)));
    }

    [Theory]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    public void A_header_beyond_the_limit(ulong length)
    {
        byte[] file = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        IReadOnlyList<string> problems = Raw.Problems(file);

        Assert.Equal(2, problems.Count);
        Assert.Equal($"the header's length is {length} bytes, more than the format's limit of 100000000", problems[0]);
        Assert.Equal($"the header's length is {length} bytes, but only 8 follow: the file ends {length - 8} bytes early", problems[1]);
    }

    [Fact]
    public void A_header_beyond_the_limit_within_the_file()
    {
        using var directory = new TemporaryDirectory();
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, 100_000_001);
        string path = directory.Write("sparse.safetensors", length);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(8 + 100_000_001);
        }

        var e = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path));

        Assert.Equal("the header's length is 100000001 bytes, more than the format's limit of 100000000", Assert.Single(e.Problems));
    }

    [Fact]
    public void What_is_often_there_instead_is_named()
    {
        Assert.Contains(Raw.Problems([.. "PK\u0003\u0004"u8, .. new byte[100]]), problem => problem.Contains("torch.save", StringComparison.Ordinal));
        Assert.Contains(
            Raw.Problems(Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\n")),
            problem => problem.Contains("Git LFS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "the header is empty, but must be a JSON object that starts with '{'")]
    [InlineData(" {}", "the header starts with the byte 0x20, but must be a JSON object that starts with '{'")]
    [InlineData("[]", "the header starts with the byte 0x5b, but must be a JSON object that starts with '{'")]
    [InlineData("\uFEFF{}", "the header starts with the byte 0xef, but must be a JSON object that starts with '{'")]
    public void A_header_that_is_no_object(string header, string expected) => Assert.Equal(expected, Raw.Problem(header));

    [Fact]
    public void A_header_that_is_not_utf8() =>
        Assert.Equal("the header is not valid UTF-8", Assert.Single(Raw.Problems(Raw.File([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)'}'], []))));

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\"")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":}")]
    [InlineData("{,}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",}}")]
    [InlineData("{'a':1}")]
    [InlineData("{} // comment is caught as trailing", true)]
    [InlineData("{/* */}")]
    [InlineData("{\"a\":\"\\q\"}")]
    public void A_header_that_is_not_json(string header, bool trailing = false)
    {
        string problem = Raw.Problem(header);
        Assert.StartsWith(trailing ? "the header's JSON ends at byte 2" : "the header is not valid JSON: at byte ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void Spaces_may_follow_the_header() => Assert.Empty(SafetensorsFile.Read(Raw.File("{}      ")).Tensors);

    [Theory]
    [InlineData("{}\n", 0x0a, 2)]
    [InlineData("{}  \0 ", 0x00, 4)]
    [InlineData("{} {}", 0x7b, 3)]
    [InlineData("{}x", 0x78, 2)]
    public void Nothing_else_may_follow_it(string header, int garbage, int position) =>
        Assert.Equal(
            $"the header's JSON ends at byte 2 of {header.Length} and may be followed by spaces only, but byte {position} is 0x{garbage:x2}",
            Raw.Problem(header));

    [Theory]
    [InlineData("1", "the number 1")]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("\"x\"", "a string")]
    [InlineData("[{}]", "an array")]
    public void A_tensor_that_is_no_object(string value, string found) =>
        Assert.Equal($"'a' is {found}, but must be an object with dtype, shape and data_offsets", Raw.Problem($"{{\"a\":{value}}}"));

    [Fact]
    public void A_tensor_without_its_keys()
    {
        Assert.Equal("'a' has no dtype and no shape and no data_offsets", Raw.Problem("{\"a\":{}}"));
        Assert.Equal("'a' has no dtype", Raw.Problem("{\"a\":{\"shape\":[0],\"data_offsets\":[0,0]}}"));
        Assert.Equal("'a' has no shape", Raw.Problem("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,0]}}"));
        Assert.Equal("'a' has no data_offsets", Raw.Problem("{\"a\":{\"dtype\":\"F32\",\"shape\":[0]}}"));
    }

    [Theory]
    [InlineData("F4", "[3]", "[0,2]", "'a' is F4 [3], whose 3 elements of 4 bits do not fill whole bytes")]
    [InlineData("F6_E2M3", "[2,3]", "[0,5]", "'a' is F6_E2M3 [2, 3], whose 6 elements of 6 bits do not fill whole bytes")]
    [InlineData("F4", "[4]", "[0,4]", "'a' has 4 bytes (data_offsets [0, 4]), but F4 [4] takes 2")]
    [InlineData("C64", "[1]", "[0,4]", "'a' has 4 bytes (data_offsets [0, 4]), but C64 [1] takes 8")]
    public void Types_that_are_no_weights_have_sizes(string type, string shape, string offsets, string expected)
    {
        int data = int.Parse(offsets[3..^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, Raw.Problem($"{{\"a\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}", data));
    }

    [Theory]
    [InlineData("dtype", "\"F32\"")]
    [InlineData("shape", "[0]")]
    [InlineData("data_offsets", "[0,0]")]
    public void A_key_twice(string key, string value) =>
        Assert.Equal(
            $"'a' has {key} more than once",
            Raw.Problem($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0],\"{key}\":{value}}}}}"));

    [Fact]
    public void An_unknown_key() =>
        Assert.Equal(
            "'a' has the unknown key 'stride'; known are dtype, shape and data_offsets",
            Raw.Problem("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"stride\":{\"x\":[1,2]},\"data_offsets\":[0,0]}}"));

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"\\u0061\":7}")]
    public void A_name_twice(string header) => Assert.Equal("'a' appears more than once", Raw.Problem(header));

    [Theory]
    [InlineData("\"F128\"", "'a' has the unknown dtype 'F128'; known are BOOL, U8, I8, F8_E4M3, F8_E5M2, I16, U16, F16, BF16, I32, U32, F32, I64, U64, F64, F4, F6_E2M3, F6_E3M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, C64")]
    [InlineData("\"f32\"", "'a' has the unknown dtype 'f32'; known are BOOL, U8, I8, F8_E4M3, F8_E5M2, I16, U16, F16, BF16, I32, U32, F32, I64, U64, F64, F4, F6_E2M3, F6_E3M2, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, C64")]
    [InlineData("4", "dtype of 'a' is the number 4, but must be a string")]
    [InlineData("null", "dtype of 'a' is null, but must be a string")]
    [InlineData("[\"F32\"]", "dtype of 'a' is an array, but must be a string")]
    public void A_wrong_dtype(string type, string expected) =>
        Assert.Equal(expected, Raw.Problem($"{{\"a\":{{\"dtype\":{type},\"shape\":[0],\"data_offsets\":[0,0]}}}}"));

    [Theory]
    [InlineData("3", "shape of 'a' is the number 3, but must be an array of whole numbers")]
    [InlineData("{\"0\":1}", "shape of 'a' is an object, but must be an array of whole numbers")]
    [InlineData("[2,-3]", "shape[1] of 'a' is -3, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[-0]", "shape[0] of 'a' is -0, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[1.5]", "shape[0] of 'a' is 1.5, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[1.0]", "shape[0] of 'a' is 1.0, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[1e2]", "shape[0] of 'a' is 1e2, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[9223372036854775808]", "shape[0] of 'a' is 9223372036854775808, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[\"1\"]", "shape[0] of 'a' is a string, but must be a whole number")]
    [InlineData("[[1]]", "shape[0] of 'a' is an array, but must be a whole number")]
    [InlineData("[4294967296,4294967296]", "'a' has the shape [4294967296, 4294967296], whose product does not fit in 64 bits")]
    [InlineData("[4294967296,2147483647]", "'a' is F32 [4294967296, 2147483647], whose size in bytes does not fit in 64 bits")]
    public void A_wrong_shape(string shape, string expected) =>
        Assert.Equal(expected, Raw.Problem($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[0,0]}}}}"));

    [Fact]
    public void A_shape_of_too_many_dimensions() =>
        Assert.Equal(
            "shape of 'a' has 65 dimensions, more than 64",
            Raw.Problem($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat("0", 65))}],\"data_offsets\":[0,0]}}}}"));

    [Theory]
    [InlineData("null", "data_offsets of 'a' is null, but must be an array of whole numbers")]
    [InlineData("[]", "data_offsets of 'a' has 0 numbers, but must be [begin, end]")]
    [InlineData("[0]", "data_offsets of 'a' has 1 number, but must be [begin, end]")]
    [InlineData("[0,0,0]", "data_offsets of 'a' has 3 numbers, but must be [begin, end]")]
    [InlineData("[0,-4]", "data_offsets[1] of 'a' is -4, but must be a whole number from 0 to 9223372036854775807")]
    [InlineData("[8,4]", "data_offsets of 'a' are [8, 4]: it begins after its end")]
    public void Wrong_offsets(string offsets, string expected) =>
        Assert.Equal(expected, Raw.Problem($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":{offsets}}}}}"));

    [Theory]
    [InlineData("{\"__metadata__\":[]}", "'__metadata__' is an array, but must be an object of strings")]
    [InlineData("{\"__metadata__\":{\"k\":1}}", "'k' in '__metadata__' is the number 1, but must be a string")]
    [InlineData("{\"__metadata__\":{\"k\":{\"x\":[]}}}", "'k' in '__metadata__' is an object, but must be a string")]
    [InlineData("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "'k' is in '__metadata__' more than once")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "'__metadata__' appears more than once")]
    [InlineData("{\"__metadata__\":{\"k\":\"\\ud800\"}}", "at byte 21 of the header, a metadata value is not valid Unicode: it holds half a surrogate pair")]
    public void Wrong_metadata(string header, string expected) => Assert.Equal(expected, Raw.Problem(header));

    [Fact]
    public void A_name_that_is_half_a_surrogate_pair() =>
        Assert.Equal("at byte 1 of the header, a name is not valid Unicode: it holds half a surrogate pair", Raw.Problem("{\"\\ud800\":{}}"));

    [Theory]
    [InlineData("\\udbff", false)]
    [InlineData("\\uDC00", false)]
    [InlineData("\\ud800\\ud800\\udc00", false)]
    [InlineData("\\ud800\\udc00\\udc00", false)]
    [InlineData("\\ud800 \\udc00", false)]
    [InlineData("\\ud800\\n\\udc00", false)]
    [InlineData("\\\\\\ud800", false)]
    [InlineData("\\uD834\\uDd1e", true)]
    [InlineData("\\ud800\\udc00\\udbff\\udfff", true)]
    [InlineData("\\\\ud800", true)]
    [InlineData("é\\ud7ff\\ue000\\u0000", true)]
    public void Escapes_of_surrogates_stand_in_pairs(string name, bool valid)
    {
        byte[] file = Raw.File($"{{\"__metadata__\":{{\"{name}\":\"{name}\"}}}}");
        if (valid)
        {
            using SafetensorsFile opened = SafetensorsFile.Read(file);
            Assert.Equal(Assert.Single(opened.Metadata).Key, JsonSerializer.Deserialize<string>($"\"{name}\""));
        }
        else
        {
            Assert.Equal("at byte 17 of the header, a name is not valid Unicode: it holds half a surrogate pair", Assert.Single(Raw.Problems(file)));
        }
    }

    [Fact]
    public void Everything_wrong_is_listed_and_in_the_message()
    {
        byte[] file = Raw.File(
            """
            {"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]},
            "b":{"dtype":"F32","shape":[-1],"data_offsets":[4,12]},
            "a":1,"c":{"dtype":"F32","shape":[1],"data_offsets":[12,20]},"d":{}}
            """,
            12);

        var e = Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(file));

        Assert.Equal("<bytes>", e.Checkpoint);
        Assert.Collection(
            e.Problems,
            problem => Assert.StartsWith("'a' has the unknown dtype 'F31'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("shape[0] of 'b' is -1", problem, StringComparison.Ordinal),
            problem => Assert.Equal("'a' appears more than once", problem),
            problem => Assert.Equal("'c' has 8 bytes (data_offsets [12, 20]), but F32 [1] takes 4", problem),
            problem => Assert.StartsWith("'d' has no dtype", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("the file ends 8 bytes early", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("'a' at bytes [0, 8) and 'b' at bytes [4, 12) overlap", problem, StringComparison.Ordinal));
        Assert.Equal("'<bytes>' is not a valid safetensors file:\n  - " + string.Join("\n  - ", e.Problems), e.Message);
    }

    [Fact]
    public void A_name_cannot_break_the_lines_of_a_message()
    {
        string problem = Raw.Problem($"{{\"a\\n\\u0007\\u2028{new string('x', 10_000)}\":1}}");
        Assert.StartsWith("'a\\u000a\\u0007\\u2028xxx", problem, StringComparison.Ordinal);
        Assert.True(problem.Length < 400);
    }

    /// <summary>Overrides, isolates and marks: what stands behind them would be shown in another order than it is in.</summary>
    [Fact]
    public void A_name_cannot_turn_the_direction_of_a_message() =>
        Assert.StartsWith("'a\\u202eb\\u2066c\\u200fd\\u061ce'", Raw.Problem("{\"a\u202eb\u2066c\u200fd\u061ce\":1}"), StringComparison.Ordinal);

    [Fact]
    public void A_million_problems_are_counted_not_kept()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++)
        {
            header.Append("\"t").Append(i).Append("\":1,");
        }

        header.Length--;
        IReadOnlyList<string> problems = Raw.Problems(Raw.File(header.Append('}').ToString()));

        Assert.Equal(ProblemList.MaxListed + 1, problems.Count);
        Assert.Equal($"… and {100_000 - ProblemList.MaxListed} more", problems[^1]);
    }

    [Fact]
    public void Deep_nesting_is_refused_without_recursion()
    {
        string deep = new('[', 1_000_000);
        Assert.StartsWith("the header is not valid JSON", Raw.Problems(Raw.File("{\"a\":" + deep))[^1], StringComparison.Ordinal);
        Assert.StartsWith("the header is not valid JSON", Raw.Problems(Raw.File("{\"a\":{\"x\":" + deep))[^1], StringComparison.Ordinal);
    }
}
