namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Rows of q, k and v, or of a gate, in a different order in the file.</summary>
internal sealed class ProjectionCause : ICause
{
    private static readonly string[] s_parts = ["q", "k", "v"];

    public string? Explain(Evidence evidence, DepartingStage departing) => departing.Stage switch
    {
        "q" or "k" or "v" => OfAttention(evidence, departing),
        "gate" or "ffn1" => OfGate(evidence, departing),
        _ => null,
    };

    private static string? OfAttention(Evidence evidence, DepartingStage departing)
    {
        Grid[] ours = [.. s_parts.Select(part => evidence.Ours[departing.InSameLayer(part)]).Select(record => Grid.Of(record.Values, record.Width))];
        Grid?[] expected = [.. s_parts.Select(part => evidence.Of(departing.InSameLayer(part)))];
        if (expected.Any(grid => grid is null || grid.Width != ours[0].Width))
        {
            return null;
        }

        foreach (int[] order in new int[][] { [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            // The model's q, k and v are the reference's parts in this order.
            if (Enumerable.Range(0, 3).All(i => evidence.Matches(ours[i], expected[order[i]])))
            {
                return $"the file has the rows in the order {string.Join(", ", order.Select(part => s_parts[part]))}, but the model expects q, k, v: reorder them when you convert the checkpoint, or name each tensor in [TensorNames]";
            }
        }

        // By head: q, k and v of the first head, then those of the second.
        int heads = evidence.Attention?.Heads ?? 1;
        int width = ours[0].Width / heads;
        bool isByHeads = heads > 1 && Enumerable.Range(0, 3).All(part => evidence.Matches(ByHeads(ours, part, heads, width), expected[part]));
        return isByHeads
            ? "the file has the rows of q, k and v head by head (q, k, v of the first head, then of the second), but the model expects all of q, then k, then v: reorder them when you convert the checkpoint"
            : null;
    }

    private static Grid ByHeads(Grid[] ours, int part, int heads, int width)
    {
        double[] values = new double[ours[0].Values.Length];
        for (int row = 0; row < ours[0].Rows; row++)
        {
            for (int i = 0; i < heads * width; i++)
            {
                // The column in the three parts side by side.
                int column = (((i / width * 3) + part) * width) + (i % width);
                values[(row * heads * width) + i] = ours[column / (heads * width)][row, column % (heads * width)];
            }
        }

        return ours[0] with { Values = values };
    }

    private static string? OfGate(Evidence evidence, DepartingStage departing) =>
        evidence.Ours.TryGet(departing.InSameLayer("gate"), out TraceRecord? gate) && evidence.Ours.TryGet(departing.InSameLayer("ffn1"), out TraceRecord? first)
        && evidence.Matches(Grid.Of(gate.Values, gate.Width), evidence.Of(departing.InSameLayer("ffn1")))
        && evidence.Matches(Grid.Of(first.Values, first.Width), evidence.Of(departing.InSameLayer("gate")))
            ? "the gate and the first linear layer are swapped: swap their names in [TensorNames], or their rows if one tensor has both"
            : null;
}
