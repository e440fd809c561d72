using System.Text;

namespace ShapeGen.Runtime.Tests;

public class FuzzTests
{
    private const int Cases = 6000;

    /// <summary>Pieces that a header is made of, so that mutations reach beyond the JSON reader.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0061", "\\ud800", " ", "\n", "\0", "-", "-1", "0", "1", "1.5", "1e9", "9223372036854775807",
        "99999999999999999999", "null", "true", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"F16\"", "\"BF16\"", "\"I4\"",
        "\"__metadata__\"", "\"a\"", "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},", "[0,0]", "[[[[[[[[", "{\"a\":{\"a\":", "\u00e9",
    ];

    [Fact]
    public void Mutated_files_are_read_or_refused_never_worse()
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
            try
            {
                using SafetensorsFile opened = SafetensorsFile.Read(file);
                valid++;
                foreach (TensorInfo tensor in opened.Tensors)
                {
                    if (tensor.Type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.F64)
                    {
                        Assert.Equal(tensor.ElementCount, opened.ReadSingles(tensor.Name).Length);
                    }
                }
            }
            catch (CheckpointException e)
            {
                Assert.NotEmpty(e.Problems);
                Assert.All(e.Problems, problem => Assert.DoesNotContain('\n', problem));
            }
        }

        // Mutations in names and data leave a file valid: were it none, the fuzz would test the first check only.
        Assert.InRange(valid, Cases / 50, Cases);
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

    private static byte[] Mutate(Random random, byte[] seed)
    {
        int headerLength = BitConverter.ToInt32(seed);
        List<byte> header = [.. seed.AsSpan(8, headerLength)];
        List<byte> data = [.. seed.AsSpan(8 + headerLength)];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(header.Count);
            switch (random.Next(7))
            {
                case 0:
                    header[at] = (byte)random.Next(256);
                    break;
                case 1:
                    header[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    header.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    header.RemoveRange(at, Math.Min(random.Next(1, 12), header.Count - at));
                    header.Add((byte)' ');
                    break;
                case 4:
                    int digit = header.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                    if (digit >= 0)
                    {
                        header[digit] = (byte)random.Next('0', '9' + 1);
                    }

                    break;
                case 5:
                    int from = random.Next(header.Count);
                    header.InsertRange(at, header.GetRange(from, Math.Min(random.Next(1, 60), header.Count - from)));
                    break;
                default:
                    data.RemoveRange(0, Math.Min(data.Count, random.Next(5)));
                    data.AddRange(new byte[random.Next(5)]);
                    break;
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
