namespace ShapeGen;

/// <summary>
/// Adds a 1-D convolution over time before the encoder of the same class: <c>nn.Conv1d</c>, but time-major, with features [rows, In] and a result
/// [(rows + 2 · Padding - Kernel) / Stride + 1, Out]. Several convolutions run in the order in which they are written. In of each equals Out of the previous
/// one, and Out of the last one equals Embed, or In of <see cref="ProjectionAttribute"/>. For raw sound, In = 1.
/// </summary>
/// <remarks>
/// <para>
/// The checkpoint holds the <c>weight</c> [Out, In, Kernel] and, with <see cref="Bias"/>, the <c>bias</c> [Out] of each convolution, with the names given by
/// <see cref="TensorNamesAttribute.Convolutions"/>. Each norm has a <c>weight</c> and a <c>bias</c> [Out], with the names given by
/// <see cref="TensorNamesAttribute.ConvolutionNorms"/>.
/// </para>
/// <para>
/// The number of tokens in the layers follows from the rows of the input, so such a model has no fixed Tokens. A sequence too short for one token is refused.
/// Channel groups (<c>groups</c>), dilation, and group norms with other numbers of groups are not supported.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class ConvolutionAttribute : Attribute
{
    /// <summary>Declares a convolution whose sizes are given as named arguments.</summary>
    public ConvolutionAttribute()
    {
    }

    /// <summary>Declares a convolution.</summary>
    /// <param name="in">Input channels, at least 1.</param>
    /// <param name="out">Output channels, at least 1.</param>
    /// <param name="kernel">Input rows of each result row, at least 1.</param>
    /// <param name="stride">Input rows from one result row to the next, at least 1.</param>
    /// <param name="activation">The function applied to the result.</param>
    public ConvolutionAttribute(int @in, int @out, int kernel, int stride = 1, ConvolutionActivation activation = ConvolutionActivation.None)
    {
        In = @in;
        Out = @out;
        Kernel = kernel;
        Stride = stride;
        Activation = activation;
    }

    /// <summary>Input channels, at least 1.</summary>
    public int In { get; set; }

    /// <summary>Output channels, at least 1.</summary>
    public int Out { get; set; }

    /// <summary>Input rows of each result row, at least 1.</summary>
    public int Kernel { get; set; }

    /// <summary>Input rows from one result row to the next, at least 1. 1 by default.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Rows of zeros before the first row and after the last one, less than Kernel. None by default, as in PyTorch; 1 in Whisper.</summary>
    public int Padding { get; set; }

    /// <summary>Whether a bias is added. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The function applied to the result. None by default.</summary>
    public ConvolutionActivation Activation { get; set; }

    /// <summary>The norm of the result. None by default.</summary>
    public ConvolutionNorm Norm { get; set; }

    /// <summary>The norm's epsilon, above 0. 1e-5 by default.</summary>
    public float NormEpsilon { get; set; } = 1e-5f;

    /// <summary>Whether the activation comes before the norm, as in Moonshine. Off by default: the norm comes first, as in wav2vec2.</summary>
    public bool ActivationFirst { get; set; }
}
