using System.Text;

namespace ShapeGen.Runtime.Tests;

/// <summary>What <see cref="PlainHeader"/> accepts, <see cref="HeaderReader"/> accepts and understands alike; what it must accept, it does.</summary>
public class PlainHeaderTests
{
    private const string Scalar = "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}";

    public static TheoryData<string> Checkpoints =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Checkpoints")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void What_safetensors_wrote_is_plain(string file) =>
        Assert.True(IsAcceptedByBoth(Raw.HeaderOf(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Checkpoints", file)))));

    [Fact]
    public void What_the_writer_writes_is_plain()
    {
        TensorType[] types = Enum.GetValues<TensorType>();
        byte[] file = SafetensorsWriter.ToBytes(
            [
                .. types.Select(type => new SafetensorsTensor($"of.{type}", type, [3, 1, 4], new byte[type.ByteCount(12)])),
                SafetensorsTensor.FromSingles("scalar", [1]),
                SafetensorsTensor.FromSingles("empty", [], 0, 4),
                SafetensorsTensor.FromSingles("", [1], 1),
            ],
            new Dictionary<string, string> { ["format"] = "pt", [""] = "" });

        Assert.True(IsAcceptedByBoth(Raw.HeaderOf(file)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{}      ")]
    [InlineData("{\"__metadata__\":{}}")]
    [InlineData("{" + Scalar + ",\"__metadata__\":{\"k\":\"v\"}}")]
    [InlineData("{\"é\u2028𝄞\u007f'/<\":{\"shape\":[0,999999999999999999],\"data_offsets\":[7,7],\"dtype\":\"BOOL\"}}")]
    [InlineData("{\"a\":{\"data_offsets\":[999999999999999998,999999999999999999],\"dtype\":\"U8\",\"shape\":[1]}}")]
    public void Plain_forms(string header) => Assert.True(IsAcceptedByBoth(Encoding.UTF8.GetBytes(header)));

    [Theory]
    [InlineData("{\"\\u0061\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{ " + Scalar + "}")]
    [InlineData("{\"a\" :{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[ ],\"data_offsets\":[0, 4]}\n}")]
    [InlineData("{\"\uFFFD\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}")]
    public void Right_in_another_form_is_left_to_the_full_reader(string header)
    {
        Header full = LeftToTheFullReader(header, out ProblemList problems);
        Assert.True(full.IsComplete && problems.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData(" {}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{}\n")]
    [InlineData("{} {}")]
    [InlineData("{}\0")]
    [InlineData("{,}")]
    [InlineData("{" + Scalar)]
    [InlineData("{" + Scalar + ",}")]
    [InlineData("{" + Scalar + "," + Scalar + "}")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{}}")]
    [InlineData("{\"a")]
    [InlineData("{\"\t\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"f32\",\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":4,\"shape\":[],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"shape\":[]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"shape\":[]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"x\":0}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[00],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e0],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1,],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[,1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744073709551617],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,2147483647],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[4,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4,4]}}")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}")]
    [InlineData("{\"__metadata__\":{\"k\":\"1\",\"k\":\"1\"}}")]
    [InlineData("{\"__metadata__\":{\"k\":1}}")]
    [InlineData("{\"__metadata__\":{\"k\":\"v\",}}")]
    [InlineData("{\"__metadata__\":[]}")]
    public void Wrong_headers_are_not_accepted(string header)
    {
        LeftToTheFullReader(header, out ProblemList problems);
        Assert.False(problems.IsEmpty);
    }

    [Fact]
    public void Names_that_are_not_utf8_are_not_accepted()
    {
        byte[] header = Encoding.UTF8.GetBytes("{" + Scalar + "}");
        foreach (byte[] name in (byte[][])[[0xC3], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF]])
        {
            Assert.Null(PlainHeader.TryRead([.. header[..2], .. name, .. header[3..]]));
        }
    }

    [Fact]
    public void A_shape_may_have_64_dimensions_and_no_more()
    {
        Assert.True(IsAcceptedByBoth(OfRank(64)));
        Assert.Null(PlainHeader.TryRead(OfRank(65)));

        static byte[] OfRank(int rank) =>
            Encoding.UTF8.GetBytes($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat(1, rank))}],\"data_offsets\":[0,4]}}}}");
    }

    [Fact]
    public void Every_truncation_is_left_to_the_full_reader()
    {
        byte[] header = Encoding.UTF8.GetBytes("{\"__metadata__\":{\"k\":\"v\"}," + Scalar + "}");
        Assert.True(IsAcceptedByBoth(header));
        for (int length = 0; length < header.Length; length++)
        {
            Assert.Null(PlainHeader.TryRead(header.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Mutated_headers_are_not_accepted_unless_the_full_reader_agrees()
    {
        const int Cases = 60_000;
        var random = new Random(20260801);
        int accepted = 0;
        for (int i = 0; i < Cases; i++)
        {
            // One edit in a name leaves a header plain; more seldom do.
            List<byte> header = [.. Generate(random)];
            for (int edits = random.Next(1, 3); edits > 0; edits--)
            {
                Mutation.Edit(random, header);
            }

            accepted += IsAcceptedByBoth([.. header]) ? 1 : 0;
        }

        // Were nothing accepted, nothing would have been compared.
        Assert.InRange(accepted, Cases / 20, Cases / 2);
    }

    [Fact]
    public void Generated_headers_are_accepted()
    {
        var random = new Random(20260802);
        for (int i = 0; i < 5000; i++)
        {
            Assert.True(IsAcceptedByBoth(Generate(random)));
        }
    }

    /// <summary>A plain header: up to four tensors, keys in any order, with and without metadata and padding.</summary>
    private static byte[] Generate(Random random)
    {
        var members = new List<string>();
        long end = 0;
        int tensors = random.Next(5);
        for (int i = 0; i < tensors; i++)
        {
            TensorType type = (TensorType)random.Next(22);
            long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(20))];
            if (type.Bits() < 8)
            {
                // Elements that share bytes fill whole ones.
                shape = [4, .. shape];
            }

            long begin = end;
            end += type.ByteCount(shape.Aggregate(1L, (product, size) => product * size));
            string[] keys = [$"\"dtype\":\"{type.HeaderName()}\"", $"\"shape\":[{string.Join(',', shape)}]", $"\"data_offsets\":[{begin},{end}]"];
            random.Shuffle(keys);
            members.Add($"\"{(char)('a' + i)}{(random.Next(4) == 0 ? "é" : ".weight")}\":{{{string.Join(',', keys)}}}");
        }

        if (random.Next(2) == 0)
        {
            members.Insert(random.Next(members.Count + 1), random.Next(2) == 0 ? "\"__metadata__\":{}" : "\"__metadata__\":{\"format\":\"pt\",\"k\":\"v\"}");
        }

        return Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}{new string(' ', random.Next(3))}");
    }

    /// <summary>Whether the plain reader accepts; if so, the full one must, with the same result.</summary>
    private static bool IsAcceptedByBoth(byte[] bytes)
    {
        if (PlainHeader.TryRead(bytes) is not { } plain)
        {
            return false;
        }

        var problems = new ProblemList();
        Header full = HeaderReader.Read(bytes, problems);
        Assert.True(problems.IsEmpty, Encoding.UTF8.GetString(bytes));
        Assert.True(plain.IsComplete && full.IsComplete);
        Assert.Equal(full.Entries.Select(Describe), plain.Entries.Select(Describe));
        Assert.Equal(full.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal), plain.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        return true;
    }

    /// <summary>The plain reader must not accept; what the full one makes of it.</summary>
    private static Header LeftToTheFullReader(string header, out ProblemList problems)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(header);
        Assert.Null(PlainHeader.TryRead(bytes));
        problems = new ProblemList();
        return HeaderReader.Read(bytes, problems);
    }

    private static string Describe(HeaderEntry entry) =>
        $"{entry.Index} '{entry.Name}' {entry.Type} [{string.Join(',', entry.Shape)}] = {entry.ElementCount} at [{entry.Begin},{entry.End})";
}
