namespace ShapeGen.Runtime.Tests;

/// <summary>The ways in which a checkpoint may hold a parameter: each gives the same packed numbers as the one tensor.</summary>
public class SourceTests
{
    private const int Outputs = 62, Inputs = 19, Lanes = 8, PanelVectors = 2;

    private static readonly float[] Matrix = PackingTests.Values(Outputs * Inputs);

    private static readonly float[] Expected = OfOneTensor(Matrix);

    [Fact]
    public void Rows_of_several_tensors_are_joined_within_a_panel_too() => Assert.Equal(Expected, Load(
        Panels(TensorSource.Join(TensorRows.All("q", 21), TensorRows.All("k", 20), TensorRows.All("v", 21))), Rows("q", 0, 21), Rows("k", 21, 20), Rows("v", 41, 21)));

    [Fact]
    public void Rows_beside_others_are_cut_out() => Assert.Equal(Expected, Load(
        [ParameterLayout.Panels(TensorSource.Join(TensorRows.Some("w", 0, 30, Outputs)), 30, Inputs, 10_000, Lanes, PanelVectors), Panels("w")], Rows("w", 0, Outputs)));

    [Fact]
    public void Two_parameters_share_a_tensor()
    {
        ParameterLayout[] layout =
        [
            ParameterLayout.Vector(TensorSource.Join(TensorRows.Some("wi", 0, 2, 5)), 2, 0),
            ParameterLayout.Vector(TensorSource.Join(TensorRows.Some("wi", 2, 3, 5)), 3, 4),
        ];
        SafetensorsTensor[] tensors = [SafetensorsTensor.FromSingles("wi", [1, 2, 3, 4, 5], 5)];
        Assert.Equal([1, 2, 0, 0, 3, 4, 5, 0], PackingTests.ToArray(PackedWeights.Load(SafetensorsWriter.ToBytes(tensors), "", "M", layout, 8)));
    }

    [Fact]
    public void Rows_that_a_checkpoint_lacks_are_zero()
    {
        ParameterLayout[] layout = [ParameterLayout.Vector(TensorSource.Join(TensorRows.All("q", 2), TensorRows.Zeros(2), TensorRows.All("v", 1)), 5, 0).Filled(1)];
        SafetensorsTensor[] tensors = [SafetensorsTensor.FromSingles("q", [1, 2], 2), SafetensorsTensor.FromSingles("v", [3], 1)];
        Assert.Equal([1, 2, 0, 0, 3], PackingTests.ToArray(PackedWeights.Load(SafetensorsWriter.ToBytes(tensors), "", "M", layout, 5)));
        Assert.Equal([1, 1, 0, 0, 1], PackingTests.ToArray(PackedWeights.CreateRandom(1, layout, 5)));
    }

    [Fact]
    public void A_transposed_matrix() => Assert.Equal(Expected, Load(Panels(TensorSource.Of("w").Transposed()), SafetensorsTensor.FromSingles("w", Transpose(Matrix), Inputs, Outputs)));

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.F32)]
    public void From_a_file_too_large_to_be_read_at_once(TensorType type)
    {
        using var directory = new TemporaryDirectory();
        string path = directory["m.safetensors"];
        byte[] numbers = [.. Transpose(Matrix).SelectMany(value => type == TensorType.F16 ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value))];
        SafetensorsWriter.Write(path, [new("w", type, [Inputs, Outputs], numbers), SafetensorsTensor.FromSingles("large", new float[500_000], 500_000)]);
        ParameterLayout[] layout = [Panels(TensorSource.Of("w").Transposed())];
        Assert.Equal(Expected, PackingTests.ToArray(PackedWeights.Load(path, "", "M", layout, Expected.Length, new CheckpointNames([""], ["large"]))));
    }

    [Fact]
    public void Rows_are_scaled()
    {
        ParameterLayout[] layout = [Panels("w"), ParameterLayout.Factors("gamma", Outputs, Inputs, 0, Lanes, PanelVectors).Or("ls")];
        float[] factors = PackingTests.Values(Outputs);
        float[] scaled = [.. Matrix.Select((value, i) => value * factors[i / Inputs])];
        Assert.Equal(
            OfOneTensor(scaled),
            Load(layout, Rows("w", 0, Outputs), SafetensorsTensor.FromSingles("ls", factors, Outputs)));
    }

    [Fact]
    public void The_first_way_of_which_all_is_there_is_taken()
    {
        ParameterLayout layout = Panels("fused").Or(TensorSource.Join(TensorRows.All("q", 21), TensorRows.All("k", 41)));
        Assert.Equal(Expected, Load(layout, Rows("fused", 0, Outputs)));
        Assert.Equal(Expected, Load(layout, Rows("q", 0, 21), Rows("k", 21, 41)));
    }

    [Fact]
    public void The_way_of_which_most_is_there_is_reported()
    {
        ParameterLayout layout = Panels("fused").Or(TensorSource.Join(TensorRows.All("q", 21), TensorRows.All("k", 41)));
        var e = Assert.Throws<CheckpointException>(() => Load(layout, Rows("q", 0, 21)));
        Assert.Equal(["missing: 'k' [41, 19]"], e.Problems);
    }

    [Fact]
    public void A_family_has_prefixes_and_tensors_that_are_left_alone()
    {
        CheckpointNames names = new(["", "bert."], ["pooler.*", "*.position_ids"]);
        SafetensorsTensor ids = new("bert.embeddings.position_ids", TensorType.I64, [1], new byte[8]);
        SafetensorsTensor pooler = SafetensorsTensor.FromSingles("bert.pooler.dense.bias", [1], 1);
        byte[] bytes = SafetensorsWriter.ToBytes([Rows("bert.w", 0, Outputs), ids, pooler]);
        Assert.Equal(Expected, PackingTests.ToArray(PackedWeights.Load(bytes, "", "M", [Panels("w")], Expected.Length, names)));

        bytes = SafetensorsWriter.ToBytes([Rows("bert.w", 0, Outputs), SafetensorsTensor.FromSingles("cls.bias", [1], 1)]);
        Assert.Equal(["unexpected: 'cls.bias' F32 [1]"], Assert.Throws<CheckpointException>(() => PackedWeights.Load(bytes, "", "M", [Panels("w")], Expected.Length, names)).Problems);
    }

    [Fact]
    public void What_is_left_alone_is_not_found()
    {
        CheckpointNames names = new([""], ["w"]);
        var e = Assert.Throws<CheckpointException>(() => PackedWeights.Load(SafetensorsWriter.ToBytes([Rows("w", 0, Outputs)]), "", "M", [Panels("w")], Expected.Length, names));
        Assert.Contains("missing: 'w' [62, 19]; the file has it, but Ignore in [TensorNames] excludes it", e.Problems);
    }

    [Theory]
    [InlineData("pooler.*", "pooler.dense.weight", true)]
    [InlineData("pooler.*", "a.pooler.dense.weight", false)]
    [InlineData("*.inv_freq", "layers.3.rotary.inv_freq", true)]
    [InlineData("*.inv_freq", "layers.3.rotary.inv_freqs", false)]
    [InlineData("a*b*c", "axxbyyc", true)]
    [InlineData("a*b*c", "axxcyyb", false)]
    [InlineData("a*ab", "aaab", true)]
    [InlineData("*", "", true)]
    [InlineData("a", "", false)]
    public void Patterns(string pattern, string name, bool isMatch) => Assert.Equal(isMatch, Wildcard.IsMatch(name, pattern));

    private static ParameterLayout Panels(TensorSource source) => ParameterLayout.Panels(source, Outputs, Inputs, 0, Lanes, PanelVectors);

    private static SafetensorsTensor Rows(string name, int first, int count) => SafetensorsTensor.FromSingles(name, Matrix.AsSpan(first * Inputs, count * Inputs), count, Inputs);

    private static float[] Transpose(float[] matrix) => [.. from k in Enumerable.Range(0, Inputs) from o in Enumerable.Range(0, Outputs) select matrix[(o * Inputs) + k]];

    private static float[] Load(ParameterLayout layout, params SafetensorsTensor[] tensors) => Load([layout], tensors);

    /// <summary>The last of the parameters, which begins the storage.</summary>
    private static float[] Load(ParameterLayout[] layout, params SafetensorsTensor[] tensors) =>
        PackingTests.ToArray(PackedWeights.Load(SafetensorsWriter.ToBytes(tensors), "", "M", layout, layout.Length == 1 ? Expected.Length : 20_000))[..Expected.Length];

    /// <summary>Packed from the tensor that a model's own names ask for.</summary>
    private static float[] OfOneTensor(float[] matrix)
    {
        ParameterLayout layout = ParameterLayout.Panels("w", Outputs, Inputs, 0, Lanes, PanelVectors);
        byte[] file = SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("w", matrix, Outputs, Inputs)]);
        return PackingTests.ToArray(PackedWeights.Load(file, "", "M", [layout], (int)layout.PackedLength));
    }
}
