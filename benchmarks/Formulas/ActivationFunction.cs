namespace ShapeGen.Comparison.Formulas;

/// <summary>The function between the linear layers of a feed-forward block.</summary>
public enum ActivationFunction
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x · sigmoid(x).</summary>
    Silu,

    /// <summary>x · ½ · (1 + erf(x / √2)).</summary>
    Gelu,

    /// <summary>x · ½ · (1 + tanh(√(2/π) · (x + 0.044715 x³))).</summary>
    GeluTanh,
}
