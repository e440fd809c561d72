namespace ShapeGen.Generator.Graph.Ops;

/// <summary><c>softmax(q · kᵀ / √c) · v</c> for each head of c features, over all tokens of a sequence.</summary>
/// <param name="Source">q, k and v side by side, each head after head: [P, 3·E].</param>
/// <param name="Target">The heads' answers side by side: [P, E].</param>
/// <param name="Heads">Heads, a divisor of E.</param>
internal sealed record AttentionOp(Tensor Source, Tensor Target, int Heads) : Op(Source, Target)
{
    public int Embed => Target.Width;

    public int HeadDim => Embed / Heads;

    /// <summary>
    /// What a difference of scores is multiplied with: 1/√c, and log₂e because the softmax is computed with powers of two, e^x = 2^(x · log₂e).
    /// Applied to the differences from the maximum, which are small where they matter, it rounds less than a scaled q would.
    /// </summary>
    public double ScoreScale => 1 / (Math.Sqrt(HeadDim) * Math.Log(2));

    public override (string Formula, string Shape) Walk =>
        ($"{Target.Name} = softmax(q · kᵀ / √{HeadDim}) · v",
         $"q, k, v each [N, {Heads}, P, {HeadDim}]; softmax [N, {Heads}, P, P]; {Target.Name} [N, {Heads}, P, {HeadDim}] -> {Shape(Target)}");
}
