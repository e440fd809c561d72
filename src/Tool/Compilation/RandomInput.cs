using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>An input that fits a model, of random numbers.</summary>
internal static class RandomInput
{
    /// <summary>Rows of a sequence where neither the model nor the user says how many.</summary>
    private const int UsualRows = 128;

    /// <param name="model">The model.</param>
    /// <param name="rows">Rows of each sequence as they are given to <c>Forward</c>, or null for what suits the model.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="seed">The same seed gives the same numbers.</param>
    /// <exception cref="ToolException">The model does not take so many rows.</exception>
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
            : throw ToolException.Usage($"An input of {batch} sequences of {count} rows has {numbers} numbers, more than one array holds; take fewer.");
    }

    /// <summary>The rows of a sequence: those that the user wants where the model takes them, or what suits the model.</summary>
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
                    ? $"{model.Name} takes images, each of which is {graph.Tokens} tokens in the layers; leave the tokens out."
                    : $"{model.Name} takes sequences of {only} rows only, not of {wanted}: its declaration fixes the tokens.");
        }

        int most = edges?.Positions is { } positions ? positions.Max - positions.Offset - edges.AddedTokens : int.MaxValue;
        int least = (int)Math.Min(int.MaxValue, edges?.LeastRows ?? 1);
        if (wanted is not { } rows)
        {
            // Where convolutions make tokens of rows, the table of positions is longer than it seems: the input has more rows than it.
            return Math.Max(least, edges is { Windows.Count: > 0 } ? UsualRows : Math.Min(UsualRows, most));
        }

        return
            rows < least ? throw ToolException.Usage($"{model.Name} takes sequences of at least {least} rows, not of {rows}.") :
            rows > most && edges is not { Windows.Count: > 0 } ? throw ToolException.Usage($"{model.Name} has positions for {most} rows, and {rows} are asked for.") :
            rows;
    }
}
