using System.Diagnostics;

namespace ShapeGen.Runtime.Tests;

public class FitTests
{
    private static readonly ParameterLayout[] Layout =
    [
        ParameterLayout.Vector("norm.weight", 64, 0),
        ParameterLayout.Panels("attn.qkv_proj.weight", 192, 64, 64, 8, 2),
        ParameterLayout.Vector("attn.qkv_proj.bias", 192, 20_000),
        ParameterLayout.Panels("fc.weight", 64, 64, 30_000, 8, 2),
    ];

    private static readonly SafetensorsTensor[] Right =
    [
        Tensor("norm.weight", 64), Tensor("attn.qkv_proj.weight", 192, 64), Tensor("attn.qkv_proj.bias", 192), Tensor("fc.weight", 64, 64),
    ];

    [Fact]
    public void What_fits_loads_whatever_else_is_in_the_file() =>
        Load("a.", [.. Prefixed("a."), Tensor("b.norm.weight", 3), Tensor("other", 1)]);

    [Fact]
    public void Everything_that_does_not_fit_is_listed_at_once()
    {
        SafetensorsTensor[] tensors =
        [
            Tensor("e.0.norm.wieght", 64), Tensor("e.0.attn.qkv_proj.weight", 64, 192), Tensor("e.0.attn.qkv_proj.bias", 191),
            new("e.0.fc.weight", TensorType.I8, [64, 64], new byte[64 * 64]), Tensor("e.0.zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", 2), Tensor("e.1.norm.weight", 64),
        ];

        CheckpointException e = Refused("e.0.", tensors);

        Assert.Equal(
            [
                "wrong shape: 'e.0.attn.qkv_proj.weight': expected [192, 64], found [64, 192]; it is transposed, as in Keras and GPT-2's Conv1D: declare [TensorNames(Transposed = true)], or transpose it before saving",
                "wrong shape: 'e.0.attn.qkv_proj.bias': expected [192], found [191]",
                "wrong type: 'e.0.fc.weight': expected F32, F64, F16 or BF16, found I8",
                "missing: 'e.0.norm.weight' [64]; did you mean 'e.0.norm.wieght'?",
                "unexpected: 'e.0.norm.wieght' F32 [64]; is it 'e.0.norm.weight'?",
                "unexpected: 'e.0.zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' F32 [2]",
            ],
            e.Problems);
        Assert.Equal("TinyEncoder cannot be loaded from '<bytes>' under the prefix 'e.0.'", e.Headline);
        Assert.StartsWith($"{e.Headline}:\n  - wrong shape", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorType.C64, "found C64: these are complex numbers; in Python: torch.view_as_real(tensor)")]
    [InlineData(TensorType.F8E4M3, "found F8_E4M3: these are floats of 8 bits; use the checkpoint in F16, BF16 or F32")]
    [InlineData(TensorType.F4, "found F4: these are floats of 4 bits; use the checkpoint in F16, BF16 or F32")]
    public void A_weight_of_a_type_that_is_none_says_the_way_out(TensorType type, string expected)
    {
        SafetensorsTensor[] tensors = [.. Prefixed("").Where(tensor => tensor.Name != "fc.weight"), new("fc.weight", type, [64, 64], new byte[type.ByteCount(64 * 64)])];
        Assert.Contains($"wrong type: 'fc.weight': expected F32, F64, F16 or BF16, {expected}", Assert.Single(Refused("", tensors).Problems), StringComparison.Ordinal);
    }

    /// <summary>Tables of angles are complex in some checkpoints, and scales have 8 bits: what the model does not use may have any type.</summary>
    [Theory]
    [InlineData(TensorType.C64)]
    [InlineData(TensorType.F4)]
    [InlineData(TensorType.F8E8M0)]
    public void What_the_model_does_not_use_may_be_of_any_type(TensorType type) =>
        Load("a.", [.. Prefixed("a."), new("freqs_cis", type, [4, 2], new byte[type.ByteCount(8)])]);

    /// <summary>A name whose shape fits is meant, even if another name is nearer.</summary>
    [Fact]
    public void A_name_whose_shape_fits_is_proposed_first()
    {
        CheckpointException e = Refused("", [.. Right.Where(tensor => tensor.Name != "attn.qkv_proj.weight"), Tensor("attn.qkv_proj.weights", 64, 64), Tensor("attn.in_projection.weight", 192, 64)]);
        Assert.Contains("missing: 'attn.qkv_proj.weight' [192, 64]; did you mean 'attn.in_projection.weight'?", e.Problems);
        Assert.Contains("unexpected: 'attn.in_projection.weight' F32 [192, 64]; is it 'attn.qkv_proj.weight'?", e.Problems);
    }

    [Fact]
    public void A_name_of_another_shape_is_proposed_with_its_shape() => Assert.Contains(
        "missing: 'attn.qkv_proj.weight' [192, 64]; did you mean 'attn.qkv_proj.weights', which is [64, 64]?",
        Refused("", [.. Right.Where(tensor => tensor.Name != "attn.qkv_proj.weight"), Tensor("attn.qkv_proj.weights", 64, 64)]).Problems);

    [Fact]
    public void Another_rank_is_a_wrong_shape() =>
        Assert.Contains(
            "wrong shape: 'norm.weight': expected [64], found [64, 1]",
            Refused("", [Tensor("norm.weight", 64, 1), .. Right[1..]]).Problems);

    [Fact]
    public void A_square_matrix_is_never_called_transposed() =>
        Assert.Equal(
            ["wrong shape: 'fc.weight': expected [64, 64], found [64, 32]"],
            Refused("", [.. Right[..3], Tensor("fc.weight", 64, 32)]).Problems);

    [Fact]
    public void A_prefix_that_nothing_has_names_those_that_fit()
    {
        CheckpointException e = Refused("encoder.", [.. Prefixed("encoder.layers.0."), .. Prefixed("encoder2."), Tensor("head.weight", 1)]);
        Assert.DoesNotContain("no tensor is under", e.Message, StringComparison.Ordinal);
        Assert.Equal(
            "none of the module's parameters is under the prefix 'encoder.'; all of the module's parameters are under 'encoder.layers.0.', 'encoder2.'",
            e.Problems[0]);

        e = Refused("decoder.", [.. Prefixed("encoder.layers.0."), .. Prefixed("encoder.layers.1.")]);
        Assert.Equal(
            "no tensor is under the prefix 'decoder.'; all of the module's parameters are under 'encoder.layers.0.', 'encoder.layers.1.'",
            e.Problems[0]);
        Assert.Equal(5, e.Problems.Count);
    }

    [Fact]
    public void A_prefix_that_nothing_has_names_those_that_exist()
    {
        CheckpointException e = Refused("m.", [Tensor("visual.a", 1), Tensor("visual.b.c", 1), Tensor("text.x", 1), Tensor("scale", 1)]);
        Assert.Equal("no tensor is under the prefix 'm.'; prefixes in the file are 'visual.', 'text.'", e.Problems[0]);

        e = Refused("m.", [Tensor("scale", 1)]);
        Assert.Equal("no tensor is under the prefix 'm.'; the file has no prefixes", e.Problems[0]);

        e = Refused("m.", []);
        Assert.Equal("no tensor is under the prefix 'm.'; the file has no prefixes", e.Problems[0]);

        e = Refused("m.", [.. Enumerable.Range(0, 30).Select(i => Tensor($"p{i}.x", 1))]);
        Assert.EndsWith("'p9.' and 20 more", e.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_forgotten_dot_and_a_forgotten_prefix()
    {
        Assert.Contains("under 'a.'", Refused("a", Prefixed("a.")).Problems[0], StringComparison.Ordinal);
        Assert.Contains("under 'a.'", Refused("", Prefixed("a.")).Problems[0], StringComparison.Ordinal);
        Assert.Contains("under ''", Refused("a.", Right).Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_of_unexpected_tensors_is_cut()
    {
        CheckpointException e = Refused("", [.. Right, .. Enumerable.Range(0, 100).Select(i => Tensor($"x{i}", 1))]);
        Assert.Equal(21, e.Problems.Count);
        Assert.Equal("unexpected: and 80 more", e.Problems[^1]);
    }

    [Fact]
    public void Suggestions_in_a_huge_file_are_quick()
    {
        SafetensorsTensor[] tensors = [.. Enumerable.Range(0, 50_000).Select(i => Tensor($"attn.qkv_prol.some_{i:x8}.weight", 0))];
        byte[] bytes = SafetensorsWriter.ToBytes(tensors);

        var watch = Stopwatch.StartNew();
        Assert.Throws<CheckpointException>(() => PackedWeights.Load(bytes, "", "M", Layout, 50_000));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("norm.weight", "norm.wieght", 2)]
    [InlineData("norm.weight", "norm.weights", 1)]
    [InlineData("abcdef", "abc", 3)]
    [InlineData("layers.0.weight", "weight", 9)]
    public void Names_are_near_up_to_half_their_length(string name, string candidate, int distance) =>
        Assert.Equal(distance <= name.Length / 2 ? candidate : null, new NearestName([candidate]).Find(name));

    [Fact]
    public void The_nearest_name_is_found()
    {
        var nearest = new NearestName(["fc2.weight", "fc1.weight", "fc1.bias", new string('x', 1000)]);
        Assert.Equal("fc1.weight", nearest.Find("fc1.weigth"));
        Assert.Equal("fc1.bias", nearest.Find("fc1_bias"));
        Assert.Equal("fc1.bias", nearest.Find("fc1.bias"));
        Assert.Null(nearest.Find(new string('x', 999)));
        Assert.Null(nearest.Find("q"));
        Assert.Null(nearest.Find(""));
    }

    private static SafetensorsTensor Tensor(string name, params int[] shape)
    {
        long[] sizes = Array.ConvertAll(shape, size => (long)size);
        return new SafetensorsTensor(name, TensorType.F32, sizes, new byte[sizes.Aggregate(4L, (product, size) => product * size)]);
    }

    private static SafetensorsTensor[] Prefixed(string prefix) =>
        [.. Right.Select(tensor => new SafetensorsTensor(prefix + tensor.Name, tensor.Type, [.. tensor.Shape], tensor.Data))];

    private static PackedWeights Load(string prefix, SafetensorsTensor[] tensors) =>
        PackedWeights.Load(SafetensorsWriter.ToBytes(tensors), prefix, "TinyEncoder", Layout, 50_000);

    private static CheckpointException Refused(string prefix, SafetensorsTensor[] tensors) =>
        Assert.Throws<CheckpointException>(() => Load(prefix, tensors));
}
