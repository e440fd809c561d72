namespace ShapeGen;

/// <summary>The function behind a head's linear layer.</summary>
public enum HeadActivation
{
    /// <summary>None: logits.</summary>
    None = 0,

    /// <summary>The hyperbolic tangent, as behind BERT's pooler.</summary>
    Tanh = 1,

    /// <summary>GELU, exact.</summary>
    Gelu = 2,

    /// <summary>ReLU, as behind DistilBERT's <c>pre_classifier</c>.</summary>
    Relu = 3,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid = 4,

    /// <summary>Softmax over the outputs: probabilities.</summary>
    Softmax = 5,
}
