using ShapeGen.Generator.Graph;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>Creates random input that fits a model.</summary>
internal static class RandomInput
{
    /// <summary>Rows of a sequence if neither the model nor the user specifies them.</summary>
    private const int UsualRows = 128;

    /// <param name="model">The model.</param>
    /// <param name="rows">Rows of each sequence passed to <c>Forward</c>, or null to choose what suits the model.</param>
    /// <param name="batch">The number of sequences.</param>
    /// <param name="seed">The same seed gives the same numbers.</param>
    /// <exception cref="ToolException">The model does not take that number of rows.</exception>
    public static ModelInput Create(CompiledModel model, int? rows = null, int batch = 1, int seed = 1)
    {
        ModuleGraph graph = model.Graph;
        int count = Rows(model, rows);
        int[] lengths = [.. Enumerable.Repeat(count, batch)];
        Random random = new(seed);
        return graph.Form.Input switch
        {
            InputForm.Rows or InputForm.Features => new FeatureInput(Normal((long)batch * count * graph.Input.Width), lengths),
            InputForm.RowsAndMemory => new MemoryInput(Normal((long)batch * count * graph.Input.Width), lengths, Normal((long)batch * count * graph.Memory!.Width), lengths),
            InputForm.Ids or InputForm.IdsAndTypes => new IdInput(Array.ConvertAll(new int[checked(batch * count)], _ => random.Next(graph.Edges!.Vocabulary)), lengths),
            InputForm.Pixels or InputForm.PixelsOrBytes => new PixelInput(Normal((long)batch * graph.Input.Width), batch),
            _ => throw new InvalidOperationException($"No input is known for {graph.Form.Input}."),
        };

        float[] Normal(long numbers) => numbers <= Array.MaxLength
            ? Array.ConvertAll(new float[numbers], _ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))
            : throw ToolException.Usage($"An input of {batch} sequences of {count} rows has {numbers} elements, and an array holds at most {Array.MaxLength}; use fewer.");
    }

    /// <summary>The rows of a sequence: the number that the user wants, if the model takes it, or what suits the model.</summary>
    public static int Rows(CompiledModel model, int? wanted)
    {
        ModuleGraph graph = model.Graph;
        ModelEdges? edges = graph.Edges;
        int? fixedRows = edges is { IsImage: true } ? 1 : graph.Tokens - (edges?.AddedTokens ?? 0);
        if (fixedRows is { } only)
        {
            return wanted is null || wanted == only
                ? only
                : throw ToolException.Usage(edges is { IsImage: true }
                    ? $"{model.Name} takes images, each of which is {graph.Tokens} tokens in the layers; do not give a number of tokens."
                    : $"{model.Name} takes only sequences of {only} rows, not {wanted}: its declaration fixes the number of tokens.");
        }

        int max = edges?.Positions is { } positions ? positions.Max - positions.Offset - edges.AddedTokens : int.MaxValue;
        int min = (int)Math.Min(int.MaxValue, edges?.LeastRows ?? 1);
        if (wanted is not { } rows)
        {
            // If convolutions turn rows into tokens, the input may have more rows than the table of positions.
            return Math.Max(min, edges is { Windows.Count: > 0 } ? UsualRows : Math.Min(UsualRows, max));
        }

        return
            rows < min ? throw ToolException.Usage($"{model.Name} takes sequences of at least {min} rows, not {rows}.") :
            rows > max && edges is not { Windows.Count: > 0 } ? throw ToolException.Usage($"{model.Name} has positions for at most {max} rows, not {rows}.") :
            rows;
    }
}
