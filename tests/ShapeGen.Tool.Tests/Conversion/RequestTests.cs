using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>What can be asked of a conversion: names, choice, types, files.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly ConversionFolder _folder = new();
    private readonly string _input;

    public RequestTests()
    {
        _input = _folder.At("input.safetensors");
        SafetensorsWriter.Write(
            _input,
            [
                SafetensorsTensor.FromSingles("bert.layer.0.weight", [1, 2], 2),
                SafetensorsTensor.FromSingles("bert.layer.1.weight", [3], 1),
                SafetensorsTensor.FromSingles("bert.pooler", [4], 1),
                new SafetensorsTensor("position_ids", TensorType.I64, [1], new byte[8]),
            ],
            new Dictionary<string, string> { ["origin"] = "here" });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_mapped_by_the_first_rule_that_fits()
    {
        (ConversionResult result, Dictionary<string, Golden> tensors) = Convert(request => request with { Map = ["bert.pooler=pool", "bert.*.weight=*.w"], MapFile = Rules("# all\n\nbert.*=never\nposition_ids=ids\n") });
        Assert.Equal(["ids", "layer.0.w", "layer.1.w", "pool"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(4, result.Renamed.Count);
        Assert.Contains(new Renaming("bert.layer.0.weight", "layer.0.w"), result.Renamed);
        Assert.Contains("'bert.*=never'", Assert.Single(result.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_collision_names_both()
    {
        string message = _folder.Refuse(_input, request => request with { Map = ["bert.layer.*.weight=weight"] });
        Assert.Contains("'bert.layer.0.weight' and 'bert.layer.1.weight'", message, StringComparison.Ordinal);
        Assert.Contains("'weight'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "old=new")]
    [InlineData("=x", "old=new")]
    [InlineData("a=*", "stars")]
    [InlineData("bert.poler=pool", "did you mean 'bert.pooler'?")]
    [InlineData("gpt.*=*", "matches no kept tensor")]
    public void A_rule_that_says_nothing_is_wrong_usage(string rule, string expected) =>
        Assert.Contains(expected, _folder.Refuse(_input, request => request with { Map = [rule] }, ExitCode.Usage), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_line_of_a_rule_file_is_named()
    {
        string rules = Rules("bert.pooler=pool\nnothing\n");
        Assert.Contains("line 2", _folder.Refuse(_input, request => request with { MapFile = rules }), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_are_kept_and_dropped_by_their_old_names()
    {
        (ConversionResult result, Dictionary<string, Golden> tensors) = Convert(request => request with { Keep = ["bert.*"], Drop = ["*pooler"], Map = ["bert.*=*"] });
        Assert.Equal(["layer.0.weight", "layer.1.weight"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["bert.pooler", "position_ids"], result.Dropped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_pattern_that_fits_nothing_is_wrong_usage()
    {
        Assert.Contains("did you mean 'bert.pooler'?", _folder.Refuse(_input, request => request with { Drop = ["bert.poler"] }, ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("--keep 'gpt.*'", _folder.Refuse(_input, request => request with { Keep = ["gpt.*"] }, ExitCode.Usage), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_left_is_no_file() =>
        Assert.Contains("4 of 4 tensors are dropped", _folder.Refuse(_input, request => request with { Drop = ["*"] }), StringComparison.Ordinal);

    [Fact]
    public void Metadata_comes_along()
    {
        Convert();
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Output);
        Assert.Equal("here", file.Metadata["origin"]);
    }

    [Fact]
    public void Whole_numbers_keep_their_type()
    {
        (ConversionResult result, Dictionary<string, Golden> tensors) = Convert(request => request with { FloatType = TensorType.BF16 });
        Assert.Equal("I64", tensors["position_ids"].Type);
        Assert.Equal(new Golden("BF16", "2", "803F0040"), tensors["bert.layer.0.weight"]);
        Assert.Equal(3, result.Converted);
    }

    [Fact]
    public void A_file_can_be_converted_into_its_own_place()
    {
        (ConversionResult result, _) = Convert(request => request with { Output = _input, FloatType = TensorType.F16 }, read: false);
        Assert.Equal(3, result.Converted);
        Assert.Equal("F16", Golden.Read(_input)["bert.pooler"].Type);
    }

    [Fact]
    public void An_existing_file_is_not_replaced_unasked()
    {
        File.WriteAllText(_folder.Output, "mine");
        string message = _folder.Refuse(_input, request => request with { Force = false });
        Assert.Contains("--force", message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.Output));
    }

    [Fact]
    public void A_folder_that_is_missing_is_named() =>
        Assert.Contains("does not exist", _folder.Refuse(_input, request => request with { Output = _folder.At("none/out.safetensors") }), StringComparison.Ordinal);

    [Fact]
    public void The_configuration_is_copied_or_remembered()
    {
        string folder = Path.GetDirectoryName(_folder.Write("model/config.json", "{}"u8.ToArray()))!;
        File.Copy(_input, Path.Combine(folder, "model.safetensors"));
        (ConversionResult reminded, _) = _folder.Convert(folder);
        Assert.Contains("--with-config", Assert.Single(reminded.Remarks), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("config.json")));

        (ConversionResult copied, _) = _folder.Convert(folder, request => request with { WithConfig = true });
        Assert.Empty(copied.Remarks);
        Assert.Equal("{}", File.ReadAllText(copied.Config!));
        Assert.Contains("--force", _folder.Refuse(folder, request => request with { WithConfig = true, Force = false, Output = _folder.At("new.safetensors") }), StringComparison.Ordinal);
        Assert.Contains("config.json", _folder.Refuse(_folder.Write("alone/a.npy", File.ReadAllBytes(Path.Combine(ConversionFolder.Files, "version1.npy"))), request => request with { WithConfig = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_leaves_nothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        ConversionRequest request = new() { Input = _input, Output = _folder.Output };
        Assert.Throws<OperationCanceledException>(() => Converter.Convert(request, new NoProgress(), stop.Token));
        Assert.Equal([_input], Directory.GetFiles(Path.GetDirectoryName(_input)!));
    }

    [Theory]
    [InlineData("a*c", "abc", "b")]
    [InlineData("a*", "a", "")]
    [InlineData("*.*.w", "x.y.z.w", "x|y.z")]
    [InlineData("a*a", "a", null)]
    [InlineData("ab", "abc", null)]
    [InlineData("*b*", "abab", "a|ab")]
    [InlineData("a*ba", "aba", "")]
    [InlineData("**", "ab", "|ab")]
    public void A_star_is_any_characters(string pattern, string name, string? stars) =>
        Assert.Equal(stars, new NamePattern(pattern).Match(name) is { } match ? string.Join('|', match) : null);

    private (ConversionResult Result, Dictionary<string, Golden> Tensors) Convert(Func<ConversionRequest, ConversionRequest>? change = null, bool read = true)
    {
        if (read)
        {
            return _folder.Convert(_input, change);
        }

        ConversionRequest request = new() { Input = _input, Output = _folder.Output, Force = true };
        return (Converter.Convert(change!(request), new NoProgress(), CancellationToken.None), []);
    }

    private string Rules(string text) => _folder.Write("rules.txt", System.Text.Encoding.UTF8.GetBytes(text));

    private sealed class NoProgress : IConversionProgress
    {
        public void Start(long bytes)
        {
        }

        public void Add(long bytes)
        {
        }
    }
}
