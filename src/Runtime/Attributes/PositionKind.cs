namespace ShapeGen;

/// <summary>What is added for a token's position before the first layer.</summary>
public enum PositionKind
{
    /// <summary>A row of a table that the checkpoint holds.</summary>
    Learned = 0,

    /// <summary>Sines and cosines of the position, which are computed. <see cref="PositionsAttribute.Sinusoid"/> says in which order.</summary>
    Sinusoidal = 1,
}
