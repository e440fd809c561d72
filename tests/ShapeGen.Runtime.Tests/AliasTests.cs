using System.Text.Json;

namespace ShapeGen.Runtime.Tests;

/// <summary>
/// Tied tensors that a file holds once: <c>safetensors.torch.save_model</c> keeps one of them, and writes an entry <c>removed name: kept name</c> into the
/// metadata for each of the others. The files here are laid out as it lays them out.
/// </summary>
public class AliasTests
{
    private static readonly ParameterLayout[] Layout =
    [
        ParameterLayout.Rows("emb.weight", 3, 2, 0),
        ParameterLayout.Panels("lm_head.weight", 3, 2, 16, 4, 2),
        ParameterLayout.Vector("norm.weight", 2, 48),
    ];

    private static readonly SafetensorsTensor Norm = SafetensorsTensor.FromSingles("norm.weight", [7, 8], 2);

    [Fact]
    public void A_tensor_is_found_by_its_alias()
    {
        using SafetensorsFile file = Read(Saved("lm_head.weight"), ("format", "pt"), ("emb.weight", "lm_head.weight"));

        Assert.Equal(["lm_head.weight", "norm.weight"], file.Tensors.Select(tensor => tensor.Name).Order());
        Assert.Equal(new Dictionary<string, string> { ["emb.weight"] = "lm_head.weight" }, file.Aliases);
        Assert.True(file.TryGetTensor("emb.weight", out TensorInfo? found));
        Assert.Equal("lm_head.weight", found.Name);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.ReadSingles("emb.weight"));
        float[] copied = new float[6];
        file.CopyTo("emb.weight", copied);
        Assert.Equal([1, 2, 3, 4, 5, 6], copied);
    }

    /// <summary>Whichever of the two names the file has, loading gives the bits of a file that has both.</summary>
    [Theory]
    [InlineData("lm_head.weight", "emb.weight", false)]
    [InlineData("emb.weight", "lm_head.weight", false)]
    [InlineData("lm_head.weight", "emb.weight", true)]
    public void A_model_loads_as_from_a_file_with_both(string kept, string removed, bool isLarge)
    {
        SafetensorsTensor[] large = isLarge ? [SafetensorsTensor.FromSingles("other", new float[500_000], 500_000)] : [];
        CheckpointNames names = new([""], ["other"]);
        float[] expected = PackingTests.ToArray(PackedWeights.Load(SafetensorsWriter.ToBytes([.. Saved(kept), .. Saved(removed)[..1]]), "", "M", Layout, 64));

        using var directory = new TemporaryDirectory();
        string path = directory["model.safetensors"];
        SafetensorsWriter.Write(path, [.. Saved(kept), .. large], new Dictionary<string, string> { ["format"] = "pt", [removed] = kept });
        Assert.Equal(expected, PackingTests.ToArray(PackedWeights.Load(path, "", "M", Layout, 64, names)));
    }

    [Theory]
    [InlineData("""{"format":"pt"}""")]
    [InlineData("""{"emb.weight":"format","format":"pt"}""")]
    [InlineData("""{"lm_head.weight":"norm.weight","norm.weight":"lm_head.weight"}""")]
    [InlineData("""{"a":"a"}""")]
    [InlineData("""{"a":"b","b":"c","c":"a"}""")]
    [InlineData("""{"a":"LM_HEAD.weight"}""")]
    public void Other_entries_are_no_aliases(string metadata)
    {
        using SafetensorsFile file = Read(Saved("lm_head.weight"), [.. JsonSerializer.Deserialize<Dictionary<string, string>>(metadata)!.Select(pair => (pair.Key, pair.Value))]);
        Assert.Empty(file.Aliases);
        Assert.All(file.Metadata.Keys.Where(key => key != "lm_head.weight" && key != "norm.weight"), key => Assert.False(file.TryGetTensor(key, out _)));

        // A tensor goes before an entry of its name.
        Assert.Equal([1, 2, 3, 4, 5, 6], file.ReadSingles("lm_head.weight"));
    }

    /// <summary>An alias of an alias is followed, eight entries far.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Chains_are_followed(int entries, bool isFound)
    {
        (string, string)[] metadata = [.. Enumerable.Range(1, entries).Select(i => ($"a{i}", i == 1 ? "lm_head.weight" : $"a{i - 1}"))];
        using SafetensorsFile file = Read(Saved("lm_head.weight"), [.. metadata.Reverse()]);
        Assert.Equal(isFound, file.TryGetTensor($"a{entries}", out TensorInfo? tensor));
        Assert.Equal(isFound ? "lm_head.weight" : null, tensor?.Name);
        Assert.Equal(Math.Min(entries, 8), file.Aliases.Count);
    }

    [Fact]
    public void Aliases_are_renamed_with_their_tensors()
    {
        using SafetensorsFile file = Read(Saved("m.lm_head.weight"), ("m.emb.weight", "m.lm_head.weight"), ("m.out.weight", "m.lm_head.weight"));

        SafetensorsFile cut = file.WithNames(name => name.StartsWith("m.", StringComparison.Ordinal) ? name[2..] : name);
        Assert.Equal(new Dictionary<string, string> { ["emb.weight"] = "lm_head.weight", ["out.weight"] = "lm_head.weight" }, cut.Aliases);
        Assert.Equal([1, 2, 3, 4, 5, 6], cut.ReadSingles("emb.weight"));
        Assert.False(cut.TryGetTensor("m.emb.weight", out _));

        // Without its alias, the tensor stays.
        SafetensorsFile without = cut.WithNames(name => name == "emb.weight" ? null : name);
        Assert.Equal(["out.weight"], without.Aliases.Keys);
        Assert.False(without.TryGetTensor("emb.weight", out _));

        // Without the name that it is kept under, it has one of the others.
        SafetensorsFile promoted = cut.WithNames(name => name == "lm_head.weight" ? null : $"x.{name}");
        Assert.Equal(["norm.weight", "x.emb.weight"], promoted.Tensors.Select(tensor => tensor.Name.Replace("x.norm", "norm", StringComparison.Ordinal)).Order());
        Assert.Equal(new Dictionary<string, string> { ["x.out.weight"] = "x.emb.weight" }, promoted.Aliases);
        Assert.Equal([1, 2, 3, 4, 5, 6], promoted.ReadSingles("x.out.weight"));

        // Without all of its names it is left out.
        SafetensorsFile left = cut.WithNames(name => name == "norm.weight" ? name : null);
        Assert.Equal(["norm.weight"], left.Tensors.Select(tensor => tensor.Name));
        Assert.Empty(left.Aliases);
    }

    [Fact]
    public void Names_of_one_tensor_may_become_one_and_those_of_two_may_not()
    {
        using SafetensorsFile file = Read(Saved("lm_head.weight"), ("emb.weight", "lm_head.weight"));
        SafetensorsFile one = file.WithNames(name => name == "norm.weight" ? name : "table");
        Assert.Equal(["norm.weight", "table"], one.Tensors.Select(tensor => tensor.Name).Order());
        Assert.Empty(one.Aliases);

        CheckpointException e = Assert.Throws<CheckpointException>(() => file.WithNames(name => name == "lm_head.weight" ? name : "x"));
        Assert.Equal(["'norm.weight' and 'emb.weight' would both be named 'x'"], e.Problems);
    }

    /// <summary>A tensor that is used by its alias counts as used; what is not used is still said.</summary>
    [Fact]
    public void An_unexpected_tensor_is_named_beside_an_alias()
    {
        SafetensorsTensor[] tensors = [.. Saved("lm_head.weight"), SafetensorsTensor.FromSingles("extra", [1], 1)];
        Assert.Equal(["unexpected: 'extra' F32 [1]"], Refused("", tensors, CheckpointNames.Plain, ("emb.weight", "lm_head.weight")));

        // The kept name is under another prefix, where nothing is counted.
        SafetensorsTensor[] apart = [SafetensorsTensor.FromSingles("lm_head.weight", [1, 2, 3, 4, 5, 6], 3, 2), SafetensorsTensor.FromSingles("m.norm.weight", [7, 8], 2), SafetensorsTensor.FromSingles("m.extra", [1], 1)];
        (string, string)[] aliases = [("m.emb.weight", "lm_head.weight"), ("m.lm_head.weight", "lm_head.weight")];
        Assert.Equal(["unexpected: 'm.extra' F32 [1]"], Refused("m.", apart, CheckpointNames.Plain, aliases));
        Assert.Equal([1, 2, 3, 4, 5, 6], Packed("m.", apart[..2], CheckpointNames.Plain, aliases)[..6]);
    }

    /// <summary>Whether a name is left alone is asked of the name that the model wants, not of the one that the file keeps the tensor under.</summary>
    [Fact]
    public void A_tensor_that_is_left_alone_is_found_by_its_alias()
    {
        ParameterLayout[] encoder = [Layout[0], Layout[2]];
        CheckpointNames names = new([""], ["lm_head.*"]);
        byte[] bytes = SafetensorsWriter.ToBytes(Saved("lm_head.weight"), new Dictionary<string, string> { ["emb.weight"] = "lm_head.weight" });
        Assert.Equal([1, 2, 3, 4, 5, 6], PackingTests.ToArray(PackedWeights.Load(bytes, "", "M", encoder, 64, names))[..6]);

        // And the other way round: what is left alone by its alias is missing.
        CheckpointNames other = new([""], ["emb.*"]);
        Assert.Contains(
            "missing: 'emb.weight' [3, 2]; the file has it, but Ignore in [TensorNames] excludes it",
            Assert.Throws<CheckpointException>(() => PackedWeights.Load(bytes, "", "M", Layout, 64, other)).Problems);
    }

    /// <summary>Two parameters may expect different shapes of one tensor: the second one would be read past the tensor's end.</summary>
    [Fact]
    public void A_shape_is_checked_for_each_parameter_that_the_tensor_is()
    {
        ParameterLayout[] layout = [ParameterLayout.Rows("emb", 3, 2, 0), ParameterLayout.Panels("emb", 5, 2, 16, 4, 2), ParameterLayout.Panels("emb", 5, 2, 64, 4, 2)];
        byte[] bytes = SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("emb", new float[6], 3, 2)]);
        Assert.Equal(["wrong shape: 'emb': expected [5, 2], found [3, 2]"], Assert.Throws<CheckpointException>(() => PackedWeights.Load(bytes, "", "M", layout, 128)).Problems);
    }

    private static SafetensorsTensor[] Saved(string name) =>
    [
        SafetensorsTensor.FromSingles(name, [1, 2, 3, 4, 5, 6], 3, 2),
        new(name.StartsWith("m.", StringComparison.Ordinal) ? "m.norm.weight" : Norm.Name, Norm.Type, [.. Norm.Shape], Norm.Data),
    ];

    private static SafetensorsFile Read(SafetensorsTensor[] tensors, params (string Key, string Value)[] metadata) =>
        SafetensorsFile.Read(SafetensorsWriter.ToBytes(tensors, metadata.ToDictionary(pair => pair.Key, pair => pair.Value)));

    private static float[] Packed(string prefix, SafetensorsTensor[] tensors, CheckpointNames names, params (string Key, string Value)[] metadata)
    {
        using SafetensorsFile file = Read(tensors, metadata);
        return PackingTests.ToArray(PackedWeights.Load(file, prefix, "M", Layout, 64, names));
    }

    private static IReadOnlyList<string> Refused(string prefix, SafetensorsTensor[] tensors, CheckpointNames names, params (string Key, string Value)[] metadata) =>
        Assert.Throws<CheckpointException>(() => Packed(prefix, tensors, names, metadata)).Problems;
}
