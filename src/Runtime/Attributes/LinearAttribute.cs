namespace ShapeGen;

/// <summary>
/// Makes the class a fully connected layer, PyTorch's <c>nn.Linear</c>: <c>y = x · Wᵀ + b</c> with x [tokens, In] and y [tokens, Out].
/// </summary>
/// <remarks>
/// The checkpoint holds <c>weight</c> [Out, In] and, with <see cref="Bias"/>, <c>bias</c> [Out].
/// Sizes are checked when the project is compiled; a wrong one is an <c>SHG…</c> diagnostic on the argument.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LinearAttribute : Attribute
{
    /// <summary>Declares a linear layer whose sizes are given as named arguments.</summary>
    public LinearAttribute()
    {
    }

    /// <summary>Declares a linear layer.</summary>
    /// <param name="in">Input features, at least 1.</param>
    /// <param name="out">Output features, at least 1.</param>
    public LinearAttribute(int @in, int @out)
    {
        In = @in;
        Out = @out;
    }

    /// <summary>Input features (PyTorch's <c>in_features</c>), at least 1.</summary>
    public int In { get; set; }

    /// <summary>Output features (PyTorch's <c>out_features</c>), at least 1.</summary>
    public int Out { get; set; }

    /// <summary>Whether the layer has a bias (PyTorch's <c>bias</c>). On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, the model takes any number of tokens.</summary>
    public int Tokens { get; set; }
}
