#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>Whether the norms of an encoder layer come before or after its blocks: <c>norm_first</c> of PyTorch's <c>nn.TransformerEncoderLayer</c>.</summary>
public enum NormPlacement
{
    /// <summary>Before each block (<c>norm_first=True</c>): <c>x = x + block(norm(x))</c>.</summary>
    Pre = 0,

    /// <summary>After each residual sum (<c>norm_first=False</c>, PyTorch's default): <c>x = norm(x + block(x))</c>.</summary>
    Post = 1,
}
