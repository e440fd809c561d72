using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

public class FuzzTests
{
    private const int Cases = 6000;

    [Fact]
    public void Mutated_files_are_read_or_refused_as_the_format_says()
    {
        var random = new Random(20260731);
        byte[] seed = SafetensorsWriter.ToBytes(
            [
                SafetensorsTensor.FromSingles("a.weight", [1, 2, 3, 4, 5, 6], 2, 3),
                SafetensorsTensor.FromHalves("a.bias", [(Half)1, (Half)2], 2),
                SafetensorsTensor.FromSingles("s", [3]),
                SafetensorsTensor.FromSingles("empty", [], 0, 4),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });
        int valid = 0;
        for (int i = 0; i < Cases; i++)
        {
            byte[] file = Mutate(random, seed);
            valid += IsValidAndJudgedSo(file) ? 1 : 0;
        }

        // Mutations in names and data leave a file valid: were it none, the fuzz would test the first check only.
        Assert.InRange(valid, Cases / 50, Cases);
    }

    /// <summary>Few mutations leave sizes right where places are wrong: here they all do.</summary>
    [Fact]
    public void Tensors_anywhere_are_read_or_refused_as_the_format_says()
    {
        var random = new Random(20261124);
        int valid = 0;
        for (int i = 0; i < Cases; i++)
        {
            int dataLength = 0;
            var tensors = new List<string>();
            for (int tensor = random.Next(1, 4); tensor > 0; tensor--)
            {
                int begin = random.Next(5);
                int end = begin + random.Next(4);
                dataLength = Math.Max(dataLength, end);
                tensors.Add($"\"{tensor}\":{{\"dtype\":\"U8\",\"shape\":[{end - begin}],\"data_offsets\":[{begin},{end}]}}");
            }

            dataLength = random.Next(4) == 0 ? random.Next(8) : dataLength;
            valid += IsValidAndJudgedSo(Raw.File($"{{{string.Join(',', tensors)}}}", dataLength)) ? 1 : 0;
        }

        Assert.InRange(valid, Cases / 50, Cases / 2);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] file = SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("a", [1, 2, 3], 3), SafetensorsTensor.FromSingles("b", [4], 1)]);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(file.AsSpan(0, length)));
        }
    }

    /// <summary>Whether a file is right; the reader must say the same, and give the same tensors.</summary>
    private static bool IsValidAndJudgedSo(byte[] file)
    {
        Dictionary<string, (string Type, byte[] Bytes)>? expected = FormatOracle.Read(file);
        try
        {
            using SafetensorsFile opened = SafetensorsFile.Read(file);
            Assert.True(expected is not null, $"Accepted: {Convert.ToHexString(file)}");
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), opened.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
            foreach (TensorInfo tensor in opened.Tensors)
            {
                (string type, byte[] bytes) = expected[tensor.Name];
                Assert.Equal(type, tensor.Type.HeaderName());
                if (type == "F32")
                {
                    Assert.Equal(bytes, MemoryMarshal.AsBytes<float>(opened.ReadSingles(tensor.Name)).ToArray());
                }
            }
        }
        catch (CheckpointException e)
        {
            Assert.True(expected is null, $"Refused: {Convert.ToHexString(file)}: {e.Message}");
            Assert.NotEmpty(e.Problems);
            Assert.All(e.Problems, problem => Assert.DoesNotContain('\n', problem));
        }

        return expected is not null;
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        List<byte> header = [.. Raw.HeaderOf(seed)];
        List<byte> data = [.. seed.AsSpan(Raw.DataStart(seed))];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            if (random.Next(7) == 0)
            {
                data.RemoveRange(0, Math.Min(data.Count, random.Next(5)));
                data.AddRange(new byte[random.Next(5)]);
            }
            else
            {
                Mutation.Edit(random, header);
            }
        }

        byte[] file = Raw.File([.. header], [.. data]);
        if (random.Next(20) == 0)
        {
            file[random.Next(8)] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(20) == 0 ? file[..random.Next(file.Length)] : file;
    }
}
