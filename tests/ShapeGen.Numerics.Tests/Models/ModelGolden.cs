using System.Globalization;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A file that <c>make_model_goldens.py</c> wrote: a whole model's weights, its input, and PyTorch's float64 result.</summary>
internal sealed class ModelGolden
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private ModelGolden(string path)
    {
        _path = path;
        Name = Path.GetFileNameWithoutExtension(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        _metadata = file.Metadata;
    }

    public static IReadOnlyList<ModelGolden> All { get; } = In("Models");

    /// <summary>Models of which several parameters are one tensor: no file tells that, so nothing suggests their declarations.</summary>
    public static IReadOnlyList<ModelGolden> Tied { get; } = In("Tied");

    public string Name { get; }

    public string FilePath => _path;

    public string Attribute => _metadata["declaration"];

    /// <summary>Whether equal sequences go in as a batch, whose length can be fixed.</summary>
    public bool CanBeFixed => !_metadata.ContainsKey("lengths") && !Has("pixels") && !Has("bytes");

    /// <summary>The declaration with its token count fixed.</summary>
    public string FixedAttribute =>
        $"{Attribute[..^1]}, Tokens = {(Input().Rows.Max() + (Attribute.Contains("ClassToken", StringComparison.Ordinal) ? 1 : 0)).ToString(CultureInfo.InvariantCulture)})";

    /// <summary>The largest difference of PyTorch's float32 run from its float64 run.</summary>
    public double PyTorchError => Number("pytorch_float32_error");

    /// <summary>Twice PyTorch's own error, and 2e-6 of the largest result if that is more.</summary>
    public double Limit => Math.Max(2 * PyTorchError, 2e-6 * Number("float64_absmax"));

    public static ModelGolden Of(string name) => All.Concat(Tied).Single(golden => golden.Name == name);

    public WholeModel Load(string attribute)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        using SafetensorsFile weights = file.WithNames(name => name.StartsWith("model.", StringComparison.Ordinal) ? name : null);
        return WholeModel.Load(attribute, weights, "model.");
    }

    public double[] Expected() => Doubles.Read(_path, "expected");

    public ModelInput Input()
    {
        int batch = int.Parse(_metadata["batch"], CultureInfo.InvariantCulture);
        bool byLengths = _metadata.TryGetValue("lengths", out string? text);
        int[]? lengths = byLengths ? Array.ConvertAll(text!.Split(','), length => int.Parse(length, CultureInfo.InvariantCulture)) : null;
        if (Has("pixels"))
        {
            return new NumbersInput<float>(RawTensors.Read<float>(_path, "pixels", "F32"), Equal(1), ByLengths: false, IsImage: true);
        }

        if (Has("bytes"))
        {
            return new NumbersInput<byte>(RawTensors.Read<byte>(_path, "bytes", "U8"), Equal(1), ByLengths: false, IsImage: true);
        }

        if (Has("features"))
        {
            using SafetensorsFile file = SafetensorsFile.Open(_path);
            int count = (int)file.Tensors.Single(tensor => tensor.Name == "features").Shape[0];
            return new NumbersInput<float>(file.ReadSingles("features"), lengths ?? Equal(count / batch), byLengths, IsImage: false);
        }

        int[] ids = RawTensors.Read<int>(_path, "ids", "I32");
        int[] rows = lengths ?? Equal(ids.Length / batch);
        return Attribute.Contains("Types =", StringComparison.Ordinal)
            ? new TypedInput(ids, Has("types") ? RawTensors.Read<int>(_path, "types", "I32") : [], rows, byLengths)
            : new NumbersInput<int>(ids, rows, byLengths, IsImage: false);

        int[] Equal(int count) => Enumerable.Repeat(count, batch).ToArray();
    }

    private static IReadOnlyList<ModelGolden> In(string folder) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Goldens", folder), "*.safetensors").Order(StringComparer.Ordinal).Select(path => new ModelGolden(path))];

    private bool Has(string tensor) => RawTensors.Has(_path, tensor);

    private double Number(string key) => double.Parse(_metadata[key], CultureInfo.InvariantCulture);
}
