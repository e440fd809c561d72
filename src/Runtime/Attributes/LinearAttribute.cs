namespace ShapeGen;

/// <summary>
/// Makes the class a fully connected layer, PyTorch's <c>nn.Linear</c>: <c>y = x · Wᵀ + b</c> with x [tokens, In] and y [tokens, Out].
/// </summary>
/// <remarks>
/// The checkpoint holds <c>weight</c> [Out, In] and, with <see cref="Bias"/>, <c>bias</c> [Out].
/// Sizes are checked when the project is compiled; a wrong one is a diagnostic <c>SHG…</c> on the argument.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LinearAttribute : Attribute
{
    /// <summary>Declares a linear layer whose sizes are given as named arguments.</summary>
    public LinearAttribute()
    {
    }

    /// <summary>Declares a linear layer.</summary>
    /// <param name="in">Features that come in, at least 1.</param>
    /// <param name="out">Features that go out, at least 1.</param>
    public LinearAttribute(int @in, int @out)
    {
        In = @in;
        Out = @out;
    }

    /// <summary>Features that come in (PyTorch's <c>in_features</c>), at least 1.</summary>
    public int In { get; set; }

    /// <summary>Features that go out (PyTorch's <c>out_features</c>), at least 1.</summary>
    public int Out { get; set; }

    /// <summary>Whether a bias is added (PyTorch's <c>bias</c>). On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, any number of tokens ≥ 1 runs.</summary>
    public int Tokens { get; set; }
}
