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

    /// <summary>The contract with the kernels, element by element.</summary>
    public static float[] Reference(ReadOnlySpan<float> matrix, int outputs, int inputs, int lanes, int panelVectors)
    {
        int vectors = (outputs + lanes - 1) / lanes;
        float[] packed = new float[vectors * lanes * inputs];
        for (int o = 0; o < outputs; o++)
        {
            int panel = o / lanes / panelVectors;
            int start = panel * panelVectors * lanes;
            int width = Math.Min(panelVectors, vectors - (panel * panelVectors)) * lanes;
            for (int k = 0; k < inputs; k++)
            {
                packed[(start * inputs) + (k * width) + (o - start)] = matrix[(o * inputs) + k];
            }
        }

        return packed;
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Matrices_of_many_sizes(int lanes, int panelVectors)
    {
        foreach (int outputs in Sizes)
        {
            foreach (int inputs in Sizes)
            {
                IsPackedAsTheReference(outputs, inputs, lanes, panelVectors);
            }
        }
    }

    /// <summary>Their innermost loop is another method.</summary>
    [Theory]
    [MemberData(nameof(Tiles))]
    public void Matrices_that_are_not_small(int lanes, int panelVectors) => IsPackedAsTheReference(350, 215, lanes, panelVectors);

    private static void IsPackedAsTheReference(int outputs, int inputs, int lanes, int panelVectors)
    {
        float[] matrix = Values(outputs * inputs);
        float[] expected = Reference(matrix, outputs, inputs, lanes, panelVectors);
        ParameterLayout layout = ParameterLayout.Panels("w", outputs, inputs, offset: 3, lanes, panelVectors);
        Assert.Equal(expected.Length, layout.PackedLength);

        PackedWeights weights = Load([SafetensorsTensor.FromSingles("w", matrix, outputs, inputs)], [layout], expected.Length + 5);

        float[] actual = ToArray(weights);
        Assert.Equal([0, 0, 0], actual[..3]);
        Assert.True(expected.AsSpan().SequenceEqual(actual.AsSpan(3, expected.Length)), $"{outputs} × {inputs}");
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
            Assert.Equal(Reference(matrix, Outputs, Inputs, Lanes, PanelVectors), actual[64..]);
        }
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
