namespace ShapeGen.Generator.Graph;

/// <summary>The sizes of one sequence on its way through a model.</summary>
/// <param name="Tokens">Tokens in the layers.</param>
/// <param name="OtherRows">Rows of the memory, or of an input whose rows are no tokens; 0 where there are none.</param>
/// <param name="Convolved">Rows behind each convolution.</param>
internal sealed record CallSize(long Tokens, long OtherRows, IReadOnlyList<long> Convolved)
{
    /// <param name="graph">The model.</param>
    /// <param name="rows">Rows of the sequence as a call is given them; of no meaning where the model's tokens are fixed.</param>
    /// <param name="memoryTokens">Rows of its memory; of no meaning where there is none.</param>
    public static CallSize Of(ModuleGraph graph, long rows, long memoryTokens)
    {
        if (graph.Memory is not null)
        {
            return new(graph.Tokens ?? rows, memoryTokens, []);
        }

        if (graph.Edges is not { } edges)
        {
            return new(graph.Tokens ?? rows, 0, []);
        }

        if (graph.Tokens is { } tokens)
        {
            return new(tokens, edges.IsImage ? 1 : edges.HasSource ? tokens - edges.AddedTokens : 0, []);
        }

        List<long> convolved = [];
        foreach (ConvolutionWindow window in edges.Windows)
        {
            convolved.Add(window.RowsOf(convolved.Count == 0 ? rows : convolved[convolved.Count - 1]));
        }

        return new((convolved.Count == 0 ? rows : convolved[convolved.Count - 1]) + edges.AddedTokens, edges.HasSource ? rows : 0, convolved);
    }
}
