using System.Globalization;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A file that <c>make_long_goldens.py</c> wrote: weights, a few rows that a long sequence repeats, and PyTorch's float64 result of some tokens.</summary>
internal sealed class LongGolden
{
    private const int Width = 8;

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private LongGolden(string path)
    {
        _path = path;
        Name = Path.GetFileNameWithoutExtension(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        _metadata = file.Metadata;
    }

    private delegate void MemoryCall(ReadOnlySpan<float> query, ReadOnlySpan<float> memory, Span<float> output, int batch, int threads);

    private delegate object LoadCall(SafetensorsFile file, string prefix);

    public static IReadOnlyList<LongGolden> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Goldens", "Long"), "*.safetensors").Order(StringComparer.Ordinal).Select(path => new LongGolden(path))];

    public string Name { get; }

    public string Attribute => _metadata["declaration"];

    /// <summary>The largest difference of PyTorch's float32 run from its float64 run.</summary>
    public double PyTorchError => double.Parse(_metadata["pytorch_float32_error"], CultureInfo.InvariantCulture);

    /// <summary>As that of short sequences, whatever PyTorch's own error is: it grows with the tokens, and ours must not.</summary>
    public double Limit => 2e-6 * Math.Max(1, double.Parse(_metadata["float64_absmax"], CultureInfo.InvariantCulture));

    private int Tokens => int.Parse(_metadata["tokens"], CultureInfo.InvariantCulture);

    public double[] Expected => Doubles.Read(_path, "expected");

    /// <summary>The results of the file's tokens, and the body that ran.</summary>
    public (float[] Results, InstructionSet Body) Run(int threads)
    {
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        using SafetensorsFile weights = file.WithNames(name => name.StartsWith("model.", StringComparison.Ordinal) ? name : null);
        float[] rows = file.ReadSingles("rows");
        float[] input = Repeated(rows);
        object instance = ModelLibrary.TypeOf(Attribute).GetMethod("Load", [typeof(SafetensorsFile), typeof(string)])!.CreateDelegate<LoadCall>()(weights, "model.");
        InstructionSet body = (InstructionSet)instance.GetType().GetProperty("InstructionSet")!.GetValue(null)!;
        if (RawTensors.Has(_path, "query"))
        {
            float[] query = file.ReadSingles("query");
            float[] seen = new float[query.Length];
            instance.GetType().GetMethod("Forward", Array.ConvertAll(typeof(MemoryCall).GetMethod("Invoke")!.GetParameters(), parameter => parameter.ParameterType))!
                .CreateDelegate<MemoryCall>(instance)(query, input, seen, 1, threads);
            return (seen, body);
        }

        bool isPooled = Attribute.StartsWith("Pool", StringComparison.Ordinal) || Attribute.Contains(" Pool(", StringComparison.Ordinal);
        float[] output = new float[isPooled ? Width : input.Length];
        Model.Of(instance).Forward(input, output, batch: 1, threads);
        return (isPooled ? output : [.. RawTensors.Read<int>(_path, "at", "I32").SelectMany(token => output[(token * Width)..((token + 1) * Width)])], body);
    }

    private float[] Repeated(float[] rows)
    {
        int count = rows.Length / Width;
        float[] input = new float[Tokens * Width];
        for (int token = 0; token < Tokens; token++)
        {
            int row = _metadata["order"] switch
            {
                "cycle" => token % count,
                "last" => Math.Min(token, count - 1),
                string order => throw new InvalidDataException($"{Name}: no order is known by the name {order}."),
            };
            rows.AsSpan(row * Width, Width).CopyTo(input.AsSpan(token * Width));
        }

        return input;
    }
}
