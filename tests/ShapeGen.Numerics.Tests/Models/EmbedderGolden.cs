using System.Globalization;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A folder that <c>make_embedder_goldens.py</c> wrote: a sentence embedder in several files, its input, and PyTorch's float64 result.</summary>
internal sealed class EmbedderGolden
{
    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private EmbedderGolden(string folder)
    {
        _folder = folder;
        using SafetensorsFile file = SafetensorsFile.Open(Reference);
        _metadata = file.Metadata;
    }

    public static IReadOnlyList<EmbedderGolden> All { get; } =
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Goldens", "Embedders")).Order(StringComparer.Ordinal).Select(folder => new EmbedderGolden(folder))];

    public string Name => Path.GetFileName(_folder);

    public string Attribute => _metadata["declaration"];

    /// <summary>The encoder's file.</summary>
    public string Checkpoint => Path.Combine(_folder, "model.safetensors");

    /// <summary>The further files, as the declaration names them.</summary>
    public string[] Files => [.. Directory.GetDirectories(_folder).Order(StringComparer.Ordinal).Select(folder => Path.GetFileName(folder) + "/model.safetensors")];

    /// <summary>The largest difference of PyTorch's float32 run from its float64 run.</summary>
    public double PyTorchError => Number("pytorch_float32_error");

    /// <summary>As in <see cref="ModelGolden.Limit"/>.</summary>
    public double Limit => Math.Max(2 * PyTorchError, 2e-6 * Number("float64_absmax"));

    private string Reference => Path.Combine(_folder, "reference.safetensors");

    public static EmbedderGolden Of(string name) => All.Single(golden => golden.Name == name);

    public double[] Expected() => Doubles.Read(Reference, "expected");

    public ModelInput Input()
    {
        int[] ids = RawTensors.Read<int>(Reference, "ids", "I32");
        int batch = int.Parse(_metadata["batch"], CultureInfo.InvariantCulture);
        bool byLengths = _metadata.TryGetValue("lengths", out string? lengths);
        int[] rows = byLengths
            ? Array.ConvertAll(lengths!.Split(','), length => int.Parse(length, CultureInfo.InvariantCulture))
            : [.. Enumerable.Repeat(ids.Length / batch, batch)];
        return RawTensors.Has(Reference, "types")
            ? new TypedInput(ids, RawTensors.Read<int>(Reference, "types", "I32"), rows, byLengths)
            : new NumbersInput<int>(ids, rows, byLengths, IsImage: false);
    }

    private double Number(string key) => double.Parse(_metadata[key], CultureInfo.InvariantCulture);
}
