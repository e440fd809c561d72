#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The formula of a norm.</summary>
public enum NormKind
{
    /// <summary><c>(x - mean) / √(variance + ε) · weight + bias</c>: <c>nn.LayerNorm</c>.</summary>
    Layer = 0,

    /// <summary><c>x / √(mean of x² + ε) · weight</c>: <c>nn.RMSNorm</c>, and T5's <c>T5LayerNorm</c>. It has no bias.</summary>
    Rms = 1,
}
