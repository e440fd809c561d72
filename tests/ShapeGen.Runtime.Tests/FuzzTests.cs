namespace ShapeGen.Runtime.Tests;

public class FuzzTests
{
    private const int Cases = 6000;

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
