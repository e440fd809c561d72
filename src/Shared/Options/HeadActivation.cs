#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The function after a head's linear layer.</summary>
public enum HeadActivation
{
    /// <summary>None: logits.</summary>
    None = 0,

    /// <summary>The hyperbolic tangent, as in BERT's pooler.</summary>
    Tanh = 1,

    /// <summary>GELU, exact.</summary>
    Gelu = 2,

    /// <summary>ReLU, as after DistilBERT's <c>pre_classifier</c>.</summary>
    Relu = 3,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid = 4,

    /// <summary>Softmax over the outputs: probabilities.</summary>
    Softmax = 5,

    /// <summary>GELU's tanh form: <c>x · ½ · (1 + tanh(√(2/π) · (x + 0.044715 x³)))</c>. PyTorch's <c>nn.GELU(approximate="tanh")</c>.</summary>
    GeluTanh = 6,

    /// <summary>GELU's sigmoid form: <c>x · sigmoid(1.702 x)</c>.</summary>
    QuickGelu = 7,

    /// <summary>SiLU (swish): <c>x · sigmoid(x)</c>. PyTorch's <c>nn.SiLU</c>.</summary>
    Silu = 8,
}
