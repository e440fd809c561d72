#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The kind of position row that is added to a token before the first layer.</summary>
public enum PositionKind
{
    /// <summary>A row of a table in the checkpoint.</summary>
    Learned = 0,

    /// <summary>Computed sines and cosines of the position. <see cref="PositionsAttribute.Sinusoid"/> gives their order.</summary>
    Sinusoidal = 1,
}
