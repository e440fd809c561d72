using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>Weights as a checkpoint, which models are loaded from.</summary>
internal static class CheckpointFile
{
    public static void Write(IEnumerable<WeightTensor> weights, string path) =>
        SafetensorsWriter.Write(path, weights.Select(tensor => SafetensorsTensor.FromSingles(tensor.Name, tensor.Values, tensor.Shape)));

    /// <summary>Loads a model by way of a file that goes away again.</summary>
    public static T Load<T>(IEnumerable<WeightTensor> weights, string path, Func<string, T> load)
    {
        Write(weights, path);
        try
        {
            return load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
