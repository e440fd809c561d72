namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A checkpoint and what <c>tools/record_intermediates.py</c> recorded of it in PyTorch: the input, and the result of each stage.</summary>
internal sealed class TraceGolden
{
    private const string Ending = ".io.safetensors";

    private readonly string _path;

    private TraceGolden(string path)
    {
        _path = path;
        Name = Path.GetFileName(path)[..^Ending.Length];
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Attribute = file.Metadata["declaration"];
        Results = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => !name.StartsWith("input.", StringComparison.Ordinal))];
    }

    public static IReadOnlyList<TraceGolden> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Goldens", "Traces"), "*" + Ending).Order(StringComparer.Ordinal).Select(path => new TraceGolden(path))];

    public string Name { get; }

    public string Attribute { get; }

    /// <summary>The names of the recorded results.</summary>
    public IReadOnlyList<string> Results { get; }

    public static TraceGolden Of(string name) => All.Single(golden => golden.Name == name);

    /// <summary>A recorded result and its shape.</summary>
    public (float[] Values, int Rows, int Width) Read(string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        IReadOnlyList<long> shape = file.Tensors.Single(tensor => tensor.Name == name).Shape;
        return (file.ReadSingles(name), (int)shape[0], (int)shape[1]);
    }

    /// <summary>Runs the model on the recorded input, handing its results to a recorder.</summary>
    public TraceRecorder Run(int threads)
    {
        using SafetensorsFile checkpoint = SafetensorsFile.Open(_path[..^Ending.Length] + ".safetensors");
        string attribute = Traced.Attribute(Attribute);
        TraceRecorder recorder = new();
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        int[] rows = Has(file, "input.pixels") ? [.. Enumerable.Repeat(1, (int)file.Tensors.Single(tensor => tensor.Name == "input.pixels").Shape[0])] : RawTensors.Read<int>(_path, "input.lengths", "I32");
        if (!attribute.Contains("Embedding(", StringComparison.Ordinal))
        {
            float[] features = file.ReadSingles("input.features");
            Traced.With(Model.Load(attribute, checkpoint), recorder.Add).Forward(features, rows, new float[features.Length], threads);
            return recorder;
        }

        WholeModel model = Traced.With(WholeModel.Load(attribute, checkpoint), recorder.Add);
        ModelInput input = Has(file, "input.pixels")
            ? new NumbersInput<float>(file.ReadSingles("input.pixels"), rows, ByLengths: false, IsImage: true)
            : new TypedInput(RawTensors.Read<int>(_path, "input.ids", "I32"), RawTensors.Read<int>(_path, "input.types", "I32"), rows, ByLengths: true);
        input.On(model).Forward(new float[rows.Length * model.OutputWidth], threads);
        return recorder;
    }

    private static bool Has(SafetensorsFile file, string name) => file.Tensors.Any(tensor => tensor.Name == name);
}
