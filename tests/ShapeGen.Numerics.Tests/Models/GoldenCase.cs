using System.Globalization;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A file that <c>Goldens/make_goldens.py</c> wrote: weights, input, and PyTorch's float64 answer.</summary>
internal sealed class GoldenCase
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private GoldenCase(string path)
    {
        _path = path;
        Name = Path.GetFileNameWithoutExtension(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        _metadata = file.Metadata;
    }

    public static IReadOnlyList<GoldenCase> All { get; } =
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Goldens"), "*.safetensors")
            .Order(StringComparer.Ordinal)
            .Select(path => new GoldenCase(path))
            .ToList();

    /// <summary>Those that also run with their token count fixed: every fourth, as each is a model of its own to compile.</summary>
    public static IEnumerable<GoldenCase> Fixed => All.Where((_, index) => index % 4 == 0);

    public string Name { get; }

    public int Tokens => Integer("tokens");

    public int Batch => Integer("batch");

    /// <summary>The largest difference of PyTorch's float32 run from its float64 run.</summary>
    public double PyTorchError => double.Parse(_metadata["pytorch_float32_error"], CultureInfo.InvariantCulture);

    /// <summary>Twice PyTorch's own error, and 2e-6 where that is smaller still.</summary>
    public double Limit => Math.Max(2 * PyTorchError, 2e-6);

    /// <summary>The declaration that fits the file.</summary>
    public string Attribute(bool withTokens)
    {
        List<string> arguments = [];
        foreach ((string key, string argument) in new[] { ("in", "In"), ("out", "Out"), ("dim", "Dim"), ("embed", "Embed"), ("heads", "Heads"), ("ffn", "Ffn"), ("bias", "Bias") })
        {
            if (_metadata.TryGetValue(key, out string? value))
            {
                arguments.Add($"{argument} = {value}");
            }
        }

        if (_metadata.TryGetValue("epsilon", out string? epsilon))
        {
            arguments.Add($"Epsilon = {epsilon}f");
        }

        if (_metadata.TryGetValue("activation", out string? activation))
        {
            arguments.Add($"Activation = Activation.{char.ToUpperInvariant(activation[0])}{activation[1..]}");
        }

        if (withTokens)
        {
            arguments.Add($"Tokens = {Tokens}");
        }

        return $"{_metadata["module"]}({string.Join(", ", arguments)})";
    }

    public (Model Model, float[] Input, double[] Expected) Open(bool withTokens)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        using SafetensorsFile weights = file.WithNames(name => name.StartsWith("model.", StringComparison.Ordinal) ? name : null);
        return (Model.Load(Attribute(withTokens), weights, "model."), file.ReadSingles("input"), Doubles.Read(_path, "expected"));
    }

    private int Integer(string key) => int.Parse(_metadata[key], CultureInfo.InvariantCulture);
}
