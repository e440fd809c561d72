using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Parameters;

/// <summary>T5's buckets of distances: each head adds a learned number to a score for the bucket that the distance from query to key falls in.</summary>
/// <param name="Count">Buckets.</param>
/// <param name="MaxDistance">The distance from which on all are in the last bucket.</param>
/// <param name="IsCausal">Whether all buckets are for keys before the query; else half of them are for each side.</param>
/// <param name="Divisor">What the numbers are divided by when they are packed: the scale of the scores, which the softmax multiplies with.</param>
internal sealed record DistanceBuckets(int Count, int MaxDistance, bool IsCausal, double Divisor)
{
    /// <summary>The table of all layers, in the shape of PyTorch's embedding.</summary>
    public Parameter Parameter(int heads) =>
        new(Role.RelativeBias, TensorPart.Weight, new([Count, heads]), Role.RelativeBias.Start(TensorPart.Weight), Packing.Distances) { IsOfAllLayers = true, Buckets = this };
}
