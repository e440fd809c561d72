using ShapeGen.Tool.Console;
using ShapeGen.Tool.Formats;

namespace ShapeGen.Tool.Verification;

/// <summary>What another program computed: a safetensors file with an input and the results of stages, as <c>tools/record_intermediates.py</c> writes it.</summary>
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
            // The input is InputFile's business. What no float is is no result.
            bool isFloats = tensor.Type is TensorType.F32 or TensorType.F64 or TensorType.F16 or TensorType.BF16;
            if (!tensor.Name.StartsWith("input.", StringComparison.Ordinal) && isFloats)
            {
                reference._results.Add(tensor.Name, (file.ReadSingles(tensor.Name), tensor.Shape));
            }
        }

        return reference;
    }

    public bool Has(string name) => _results.ContainsKey(name);

    /// <summary>A result as it is: rows are its last dimension.</summary>
    public Grid? Find(string name) => _results.TryGetValue(name, out var result) && result.Shape.Count > 0 && result.Shape[^1] > 0 && result.Values.Length > 0
        ? Grid.Of(result.Values, (int)result.Shape[^1])
        : null;

    /// <summary>A result of the shape that the model has.</summary>
    /// <exception cref="ToolException">It has another one.</exception>
    public Grid Get(TraceRecord record)
    {
        (float[] values, IReadOnlyList<long> shape) = _results[record.Name];
        return shape.Count > 0 && shape[^1] == record.Width && values.Length == record.Values.Length
            ? Grid.Of(values, record.Width)
            : throw ToolException.BadFile(
                Path, $"'{record.Name}' has the shape [{string.Join(", ", shape)}], and the model's is [{record.Rows}, {record.Width}]. Record it with the input and the lengths of this file, without rows of padding.");
    }
}
