using ShapeGen.Tool.Console;
using ShapeGen.Tool.Formats;

namespace ShapeGen.Tool.Verification;

/// <summary>The results of another program: a safetensors file with an input and the results of stages, as written by <c>tools/record_intermediates.py</c>.</summary>
internal sealed class Reference
{
    private readonly Dictionary<string, (float[] Values, IReadOnlyList<long> Shape)> _results = new(StringComparer.Ordinal);

    private Reference(string path) => Path = path;

    public string Path { get; }

    /// <summary>The names of all results.</summary>
    public IReadOnlyCollection<string> Names => _results.Keys;

    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static Reference Read(string path)
    {
        Reference reference = new(path);
        using SafetensorsFile file = SafetensorsInput.Open(path);
        foreach (TensorInfo tensor in file.Tensors)
        {
            // InputFile reads the input. Only tensors of floats are results.
            bool isFloats = tensor.Type is TensorType.F32 or TensorType.F64 or TensorType.F16 or TensorType.BF16;
            if (!tensor.Name.StartsWith("input.", StringComparison.Ordinal) && isFloats)
            {
                reference._results.Add(tensor.Name, (file.ReadSingles(tensor.Name), tensor.Shape));
            }
        }

        return reference;
    }

    public bool Has(string name) => _results.ContainsKey(name);

    /// <summary>A result in its own shape; a row is its last dimension.</summary>
    public Grid? Find(string name) => _results.TryGetValue(name, out var result) && result.Shape.Count > 0 && result.Shape[^1] > 0 && result.Values.Length > 0
        ? Grid.Of(result.Values, (int)result.Shape[^1])
        : null;

    /// <summary>A result, checked to have the model's shape.</summary>
    /// <exception cref="ToolException">It has another shape.</exception>
    public Grid Get(TraceRecord record)
    {
        (float[] values, IReadOnlyList<long> shape) = _results[record.Name];
        return shape.Count > 0 && shape[^1] == record.Width && values.Length == record.Values.Length
            ? Grid.Of(values, record.Width)
            : throw ToolException.BadFile(
                Path, $"'{record.Name}' has the shape [{string.Join(", ", shape)}], but the model's is [{record.Rows}, {record.Width}]. Record it with the input and the lengths of this file, without padding rows.");
    }
}
