using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Operations.Normalisation;

/// <summary>Which normalisation a model uses.</summary>
/// <param name="Kind">Which formula.</param>
/// <param name="Epsilon">What is added to the variance or the mean of squares, above 0.</param>
/// <param name="Bias">Whether a bias is added.</param>
internal sealed record NormSettings(NormKind Kind, float Epsilon, bool Bias)
{
    /// <summary>The function's name in formulas.</summary>
    public string Function => Kind switch
    {
        NormKind.Layer => "LayerNorm",
        NormKind.Rms => "RMSNorm",
        _ => throw new InvalidOperationException($"No norm is known for {Kind}."),
    };

    /// <summary>Whether the kernel adds a bias, be it of zeros.</summary>
    public bool HasBiasTerm => Kind switch
    {
        NormKind.Layer => true,
        NormKind.Rms => false,
        _ => throw new InvalidOperationException($"No norm is known for {Kind}."),
    };
}
