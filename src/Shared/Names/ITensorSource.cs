#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Naming;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>One way in which a checkpoint may store a parameter, as far as names are concerned.</summary>
internal interface ITensorSource
{
    /// <summary>Number of pieces that form the parameter.</summary>
    public int PieceCount { get; }

    /// <summary>The name of a piece's tensor, without prefix; null if the piece is zero.</summary>
    public string? NameOf(int piece);
}
