namespace ShapeGen;

/// <summary>The function between the two linear layers of a feed-forward block.</summary>
public enum Activation
{
    /// <summary>SiLU (swish): <c>x · sigmoid(x) = x / (1 + e⁻ˣ)</c>. PyTorch's <c>nn.SiLU</c>.</summary>
    Silu = 0,

    /// <summary>ReLU: <c>max(x, 0)</c>. PyTorch's <c>nn.ReLU</c>.</summary>
    Relu = 1,
}
