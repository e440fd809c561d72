using System.Runtime.InteropServices;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>Writes weights as a checkpoint, from which models are loaded.</summary>
internal static class CheckpointFile
{
    public static void Write(IEnumerable<WeightTensor> weights, string path, TensorType type = TensorType.F32) =>
        SafetensorsWriter.Write(path, weights.Select(tensor => Stored(tensor, type)));

    private static SafetensorsTensor Stored(WeightTensor tensor, TensorType type) => type switch
    {
        TensorType.F32 => SafetensorsTensor.FromSingles(tensor.Name, tensor.Values, tensor.Shape),
        TensorType.F16 => SafetensorsTensor.FromHalves(tensor.Name, Array.ConvertAll(tensor.Values, value => (Half)value), tensor.Shape),

        // The upper half of a float32; truncation does not affect the loading time.
        TensorType.BF16 => new(
            tensor.Name, type, [.. tensor.Shape.Select(size => (long)size)],
            MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(tensor.Values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))).ToArray()),
        _ => throw new InvalidOperationException($"No checkpoint of {type} is written."),
    };

    /// <summary>Loads a model through a temporary file.</summary>
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
