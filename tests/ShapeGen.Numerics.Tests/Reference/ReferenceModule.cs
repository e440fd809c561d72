using System.Numerics;
using System.Runtime.InteropServices;

namespace ShapeGen.Numerics.Tests.Reference;

/// <summary>A module written down plainly, in any precision: float64 is the truth, float32 the error that plain code makes.</summary>
internal abstract record ReferenceModule
{
    public abstract string Attribute { get; }

    public abstract int InputWidth { get; }

    public abstract int OutputWidth { get; }

    /// <summary>Names and shapes of the checkpoint.</summary>
    public abstract IEnumerable<(string Name, int[] Shape)> Parameters { get; }

    /// <summary>One sequence: [tokens, InputWidth] to [tokens, OutputWidth].</summary>
    public abstract T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens)
        where T : IFloatingPointIeee754<T>;

    /// <summary>Weights of the size that trained ones have; norms near 1.</summary>
    public Dictionary<string, float[]> RandomWeights(Random random) => Parameters.ToDictionary(parameter => parameter.Name, parameter =>
    {
        float bound = 1.7f / MathF.Sqrt(parameter.Shape[^1]);
        bool norm = parameter.Shape.Length == 1 && parameter.Name.EndsWith("weight", StringComparison.Ordinal);
        return Enumerable.Range(0, parameter.Shape.Aggregate((a, b) => a * b))
            .Select(_ => (((float)random.NextDouble() * 2) - 1) * (norm ? 0.5f : bound) + (norm ? 1 : 0))
            .ToArray();
    });

    public byte[] Checkpoint(IReadOnlyDictionary<string, float[]> weights) => SafetensorsWriter.ToBytes(
        Parameters.Select(parameter => SafetensorsTensor.FromSingles(parameter.Name, weights[parameter.Name], parameter.Shape)));
}
