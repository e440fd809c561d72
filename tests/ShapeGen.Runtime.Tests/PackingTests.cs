using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

public class PackingTests
{
    private static readonly int[] Sizes = [1, 7, 15, 16, 17, 62, 94, 120, 193];

    public static TheoryData<int, int> Tiles
    {
        get
        {
            var tiles = new TheoryData<int, int>();
            foreach (int lanes in (int[])[1, 4, 8, 16])
            {
                foreach (int panelVectors in (int[])[1, 2, 3])
                {
                    tiles.Add(lanes, panelVectors);
                }
            }

            return tiles;
        }
    }

    /// <summary>
    /// The matrix that a kernel sees, which goes through packed storage from its first float to its last: panel by panel, in a panel column
    /// by column, and so many outputs side by side. What pads the last vector must be zero.
    /// </summary>
    public static float[] Unpacked(ReadOnlySpan<float> packed, int outputs, int inputs, int lanes, int panelVectors)
    {
        float[] matrix = new float[outputs * inputs];
        int at = 0;
        int firstOutput = 0;
        while (firstOutput < outputs)
        {
            int width = 0;
            for (int vector = 0; vector < panelVectors && firstOutput + width < outputs; vector++)
            {
                width += lanes;
            }

            for (int k = 0; k < inputs; k++)
            {
                for (int output = firstOutput; output < firstOutput + width; output++)
                {
                    float value = packed[at++];
                    if (output < outputs)
                    {
                        matrix[(output * inputs) + k] = value;
                    }
                    else
                    {
                        Assert.Equal(0, BitConverter.SingleToInt32Bits(value));
                    }
                }
            }

            firstOutput += width;
        }

        Assert.Equal(packed.Length, at);
        return matrix;
    }

    /// <summary>Written down by hand: two panels of two vectors of two, of which the last has one vector, half of it padding.</summary>
    [Fact]
    public void A_small_matrix_packed()
    {
        float[] matrix = [11, 12, 13, 21, 22, 23, 31, 32, 33, 41, 42, 43, 51, 52, 53];

        PackedWeights weights = Load(
            [SafetensorsTensor.FromSingles("w", matrix, 5, 3)], [ParameterLayout.Panels("w", 5, 3, 1, lanes: 2, panelVectors: 2)], 20);

        Assert.Equal([0, 11, 21, 31, 41, 12, 22, 32, 42, 13, 23, 33, 43, 51, 0, 52, 0, 53, 0, 0], ToArray(weights));
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Matrices_of_many_sizes(int lanes, int panelVectors)
    {
        foreach (int outputs in Sizes)
        {
            foreach (int inputs in Sizes)
            {
                IsPackedAsKernelsRead(outputs, inputs, lanes, panelVectors);
            }
        }
    }

    /// <summary>Their innermost loop is another method.</summary>
    [Theory]
    [MemberData(nameof(Tiles))]
    public void Matrices_that_are_not_small(int lanes, int panelVectors) => IsPackedAsKernelsRead(350, 215, lanes, panelVectors);

    private static void IsPackedAsKernelsRead(int outputs, int inputs, int lanes, int panelVectors)
    {
        float[] matrix = Values(outputs * inputs);
        ParameterLayout layout = ParameterLayout.Panels("w", outputs, inputs, offset: 3, lanes, panelVectors);
        int packed = (int)layout.PackedLength;

        PackedWeights weights = Load([SafetensorsTensor.FromSingles("w", matrix, outputs, inputs)], [layout], packed + 5);

        float[] actual = ToArray(weights);
        Assert.Equal([0, 0, 0], actual[..3]);
        Assert.True(matrix.AsSpan().SequenceEqual(Unpacked(actual.AsSpan(3, packed), outputs, inputs, lanes, panelVectors)), $"{outputs} × {inputs}");
        Assert.Equal([0, 0], actual[^2..]);
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F64)]
    public void Every_type_at_any_address(TensorType type)
    {
        const int Outputs = 62, Inputs = 94, Lanes = 16, PanelVectors = 2;
        float[] matrix = Values(Outputs * Inputs);
        float[] vector = Values(Outputs);
        ParameterLayout[] layout =
        [
            ParameterLayout.Panels("w", Outputs, Inputs, 64, Lanes, PanelVectors),
            ParameterLayout.Vector("b", Outputs, 0),
        ];
        for (int shift = 0; shift < 4; shift++)
        {
            // Behind tensors of single bytes, as another writer may lay them out.
            byte[] data = [.. new byte[shift], .. Encode(vector, type), .. Encode(matrix, type)];
            int bias = Outputs * type.Size(), end = bias + (matrix.Length * type.Size());
            string header =
                $$$"""
                {"pad":{"dtype":"U8","shape":[{{{shift}}}],"data_offsets":[0,{{{shift}}}]},
                "m.b":{"dtype":"{{{type.HeaderName()}}}","shape":[{{{Outputs}}}],"data_offsets":[{{{shift}}},{{{shift + bias}}}]},
                "m.w":{"dtype":"{{{type.HeaderName()}}}","shape":[{{{Outputs}}},{{{Inputs}}}],"data_offsets":[{{{shift + bias}}},{{{shift + end}}}]}}
                """;

            float[] actual = ToArray(PackedWeights.Load(Raw.File(System.Text.Encoding.UTF8.GetBytes(header), data), "m.", "M", layout, 64 + (64 * Inputs)));

            Assert.Equal(vector, actual[..Outputs]);
            Assert.Equal(new float[2], actual[Outputs..64]);
            Assert.Equal(matrix, Unpacked(actual.AsSpan(64), Outputs, Inputs, Lanes, PanelVectors));
        }
    }

    /// <summary>A file that is not small is read block by block, and what a block holds differs with the matrix.</summary>
    [Theory]
    [InlineData(5000, 62, 16, 2, TensorType.F32)] // many panels
    [InlineData(70, 6001, 16, 2, TensorType.F32)] // less than a panel in whole rows
    [InlineData(3, 200_003, 8, 2, TensorType.F64)] // less than a row
    [InlineData(3001, 131, 1000, 2, TensorType.F64)] // a panel of more rows than fit
    [InlineData(900, 700, 4, 3, TensorType.F16)]
    [InlineData(610_000, 1, 16, 2, TensorType.BF16)]
    public void From_a_file_as_from_memory(int outputs, int inputs, int lanes, int panelVectors, TensorType type)
    {
        float[] matrix = Values(outputs * inputs);
        float[] vector = Values(outputs);
        int packed = (outputs + lanes - 1) / lanes * lanes * inputs;
        ParameterLayout[] layout =
            [ParameterLayout.Panels("w", outputs, inputs, 0, lanes, panelVectors), ParameterLayout.Vector("b", outputs, packed)];
        SafetensorsTensor[] tensors =
            [new("w", type, [outputs, inputs], Encode(matrix, type).ToArray()), new("b", type, [outputs], Encode(vector, type).ToArray())];
        using var directory = new TemporaryDirectory();
        string path = directory["large.safetensors"];
        SafetensorsWriter.Write(path, tensors);
        Assert.True(new FileInfo(path).Length > 1_100_000);

        float[] fromFile = ToArray(PackedWeights.Load(path, "", "M", layout, packed + outputs));

        Assert.True(matrix.AsSpan().SequenceEqual(Unpacked(fromFile.AsSpan(0, packed), outputs, inputs, lanes, panelVectors)));
        Assert.True(vector.AsSpan().SequenceEqual(fromFile.AsSpan(packed)));
        Assert.True(fromFile.AsSpan().SequenceEqual(ToArray(Load(tensors, layout, packed + outputs))));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.True(matrix.AsSpan().SequenceEqual(file.ReadSingles("w")));
    }

    [Fact]
    public void Packing_leaves_values_bit_for_bit()
    {
        float[] odd = [-0f, float.Epsilon, float.NaN, float.NegativeInfinity, 1, 2];
        ParameterLayout layout = ParameterLayout.Panels("w", 6, 1, 0, 4, 1);

        float[] actual = ToArray(Load([SafetensorsTensor.FromSingles("w", odd, 6, 1)], [layout], 8));

        Assert.Equal([-0f, float.Epsilon, float.NaN, float.NegativeInfinity, 1, 2, 0, 0], actual);
        Assert.True(float.IsNegative(actual[0]));
    }

    [Fact]
    public void A_vector_longer_than_one_block()
    {
        float[] values = Values((1 << 20) + 17);
        PackedWeights weights = Load([SafetensorsTensor.FromHalves("v", [.. values.Select(value => (Half)value)], values.Length)], [ParameterLayout.Vector("v", values.Length, 0)], values.Length);
        Assert.Equal(values, ToArray(weights));
    }

    [Fact]
    public void Layouts_check_their_numbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>("length", () => ParameterLayout.Vector("v", 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => ParameterLayout.Vector("v", 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>("outputs", () => ParameterLayout.Panels("w", 0, 1, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => ParameterLayout.Panels("w", 1, 0, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => ParameterLayout.Panels("w", 1, 1, -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("lanes", () => ParameterLayout.Panels("w", 1, 1, 0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("panelVectors", () => ParameterLayout.Panels("w", 1, 1, 0, 1, 0));
        ParameterLayout vector = ParameterLayout.Vector("v", 3, 0);
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => vector.Uniform(-1));
        Assert.Throws<ArgumentOutOfRangeException>("bound", () => vector.Uniform(float.NaN));
    }

    [Fact]
    public void A_layout_past_the_storage_is_refused()
    {
        var e = Assert.Throws<ArgumentException>("layout", () => PackedWeights.CreateRandom(1, [ParameterLayout.Panels("w", 17, 4, 8, 16, 1)], 135));
        Assert.StartsWith("'w' takes the floats [8, 136) of packed storage, which has 135.", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("layout", () => PackedWeights.CreateRandom(1, [ParameterLayout.Panels("w", int.MaxValue, int.MaxValue, int.MaxValue, 16, 3)], 135));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => PackedWeights.CreateRandom(1, [], -1));
        Assert.Throws<ArgumentOutOfRangeException>("length", () => PackedWeights.CreateRandom(1, [], int.MaxValue));
    }

    internal static float[] ToArray(PackedWeights weights)
    {
        using PackedWeights.Lease lease = weights.Acquire();
        return MemoryMarshal.CreateSpan(ref lease.Origin, weights.Length).ToArray();
    }

    /// <summary>Different numbers that every type holds exactly, as long as they are few.</summary>
    internal static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (float)((i * 37 % 255) - 127) / 64)];

    private static PackedWeights Load(SafetensorsTensor[] tensors, ParameterLayout[] layout, int length) =>
        PackedWeights.Load(SafetensorsWriter.ToBytes(tensors), "", "M", layout, length);

    private static IEnumerable<byte> Encode(float[] values, TensorType type) => type switch
    {
        TensorType.F16 => values.SelectMany(value => BitConverter.GetBytes((Half)value)),
        TensorType.BF16 => values.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))),
        TensorType.F32 => values.SelectMany(BitConverter.GetBytes),
        _ => values.SelectMany(value => BitConverter.GetBytes((double)value)),
    };
}
