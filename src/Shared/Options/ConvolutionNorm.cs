#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The norm of a convolution's result, with a weight and a bias for each channel.</summary>
public enum ConvolutionNorm
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>One mean and variance for each sequence, over all its rows and channels: <c>nn.GroupNorm(1, Out)</c>, as in Moonshine.</summary>
    Group = 1,

    /// <summary>One mean and variance for each channel of each sequence, over all its rows: <c>nn.GroupNorm(Out, Out)</c>, as in wav2vec2 base.</summary>
    Channel = 2,

    /// <summary>One mean and variance for each row, over its channels: <c>nn.LayerNorm(Out)</c>, as in wav2vec2 large.</summary>
    Layer = 3,
}
