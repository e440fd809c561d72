using System.Globalization;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A file that one of the scripts in <c>Goldens</c> wrote: weights, input, and PyTorch's float64 results.</summary>
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
        Lengths = _metadata.TryGetValue("lengths", out string? lengths)
            ? Array.ConvertAll(lengths.Split(','), length => int.Parse(length, CultureInfo.InvariantCulture))
            : Enumerable.Repeat(Integer("tokens"), Integer("batch")).ToArray();
    }

    /// <summary>One module each: a layer of every kind, and the encoder of the base case.</summary>
    public static IReadOnlyList<GoldenCase> Modules { get; } = In("");

    /// <summary>Encoder layers and stacks, over all properties.</summary>
    public static IReadOnlyList<GoldenCase> Encoders { get; } = In("Encoders");

    /// <summary>Layers of published model families, under their own tensor names.</summary>
    public static IReadOnlyList<GoldenCase> Families { get; } = In("Families");

    /// <summary>Convolutions before an encoder, whose input has other rows than the layers.</summary>
    public static IReadOnlyList<GoldenCase> Convolutions { get; } = In("Convolutions");

    public static IReadOnlyList<GoldenCase> All { get; } = [.. Modules, .. Encoders, .. Families];

    /// <summary>Those that also run with their token count fixed: every fourth, as each is a model of its own to compile.</summary>
    public static IReadOnlyList<GoldenCase> Fixed { get; } =
        new[] { Modules, Encoders, Families }
            .SelectMany(cases => cases.Where(golden => !golden.HasLengths).Where((_, index) => index % 4 == 0))
            .ToList();

    public string Name { get; }

    public string FilePath => _path;

    /// <summary>Tokens of each sequence.</summary>
    public int[] Lengths { get; }

    /// <summary>Whether the sequences go by their lengths, not as a batch of equal ones.</summary>
    public bool HasLengths => _metadata.ContainsKey("lengths");

    /// <summary>Tokens of the longest sequence.</summary>
    public int Tokens => Lengths.Max();

    public int Batch => Lengths.Length;

    /// <summary>The largest difference of PyTorch's float32 run from its float64 run.</summary>
    public double PyTorchError => Number("pytorch_float32_error");

    /// <summary>Twice PyTorch's own error, and 2e-6 (of the largest result, where the file has a declaration) if that is more.</summary>
    public double Limit => Math.Max(2 * PyTorchError, _metadata.ContainsKey("declaration") ? 2e-6 * Number("float64_absmax") : 2e-6);

    public static GoldenCase Of(string name) => All.Single(golden => golden.Name == name);

    /// <summary>The declaration that fits the file.</summary>
    public string Attribute(bool withTokens)
    {
        string declaration = _metadata.TryGetValue("declaration", out string? text) ? text : Declare();
        return withTokens ? $"{declaration[..^1]}, Tokens = {Tokens})" : declaration;
    }

    public (Model Model, float[] Input, double[] Expected) Open(bool withTokens)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        using SafetensorsFile weights = file.WithNames(name => name.StartsWith("model.", StringComparison.Ordinal) ? name : null);
        return (Model.Load(Attribute(withTokens), weights, "model."), file.ReadSingles("input"), Doubles.Read(_path, "expected"));
    }

    /// <summary>The declaration of a file that has only the module's sizes.</summary>
    private string Declare()
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

        return $"{_metadata["module"]}({string.Join(", ", arguments)})";
    }

    private static List<GoldenCase> In(string folder)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Goldens", folder);
        return Directory.Exists(path)
            ? Directory.GetFiles(path, "*.safetensors").Order(StringComparer.Ordinal).Select(file => new GoldenCase(file)).ToList()
            : throw new DirectoryNotFoundException($"There are no golden cases in {path}.");
    }

    private int Integer(string key) => int.Parse(_metadata[key], CultureInfo.InvariantCulture);

    private double Number(string key) => double.Parse(_metadata[key], CultureInfo.InvariantCulture);
}
