#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The function between the linear layers of a feed-forward block. The three forms of GELU give different results: use the one the model was trained with.</summary>
public enum Activation
{
    /// <summary>SiLU (swish): <c>x · sigmoid(x) = x / (1 + e⁻ˣ)</c>. PyTorch's <c>nn.SiLU</c>; HuggingFace's <c>"silu"</c>, <c>"swish"</c>.</summary>
    Silu = 0,

    /// <summary>ReLU: <c>max(x, 0)</c>. PyTorch's <c>nn.ReLU</c>; HuggingFace's <c>"relu"</c>.</summary>
    Relu = 1,

    /// <summary>GELU, exact: <c>x · ½ · (1 + erf(x / √2))</c>. PyTorch's <c>nn.GELU()</c>; HuggingFace's <c>"gelu"</c>.</summary>
    Gelu = 2,

    /// <summary>
    /// GELU's tanh form: <c>x · ½ · (1 + tanh(√(2/π) · (x + 0.044715 x³)))</c>. PyTorch's <c>nn.GELU(approximate="tanh")</c>; HuggingFace's
    /// <c>"gelu_new"</c>, <c>"gelu_pytorch_tanh"</c>, <c>"gelu_fast"</c>.
    /// </summary>
    GeluTanh = 3,

    /// <summary>GELU's sigmoid form: <c>x · sigmoid(1.702 x)</c>. OpenAI's CLIP; HuggingFace's <c>"quick_gelu"</c>.</summary>
    QuickGelu = 4,
}
