namespace ShapeGen.Generator.Graph.Ops;

/// <summary><c>softmax(q · kᵀ / √c) · v</c> for each head of c features, over all tokens of a sequence.</summary>
/// <param name="Source">q, k and v side by side, each head after head: [P, 3·E]. The scale is in q already.</param>
/// <param name="Target">The heads' answers side by side: [P, E].</param>
/// <param name="Heads">Heads, a divisor of E.</param>
internal sealed record AttentionOp(Tensor Source, Tensor Target, int Heads) : Op(Source, Target)
{
    public int Embed => Target.Width;

    public int HeadDim => Embed / Heads;

    /// <summary>
    /// What q is multiplied with: 1/√c, and log₂e because the softmax is computed with powers of two, e^x = 2^(x · log₂e).
    /// </summary>
    public static float QueryScale(int headDim) => (float)(1 / (Math.Sqrt(headDim) * Math.Log(2)));

    public override (string Formula, string Shape) Walk =>
        ($"{Target.Name} = softmax(q · kᵀ / √{HeadDim}) · v",
         $"q, k, v each [N, {Heads}, P, {HeadDim}]; softmax [N, {Heads}, P, P]; {Target.Name} [N, {Heads}, P, {HeadDim}] -> {Shape(Target)}");
}
