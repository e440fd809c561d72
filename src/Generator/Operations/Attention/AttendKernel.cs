using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Operations.Linear;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>
/// Attention as matrix products whose vectors run over queries: scores and context are stored transposed, [key, query] and [feature, query].
/// So no head is too narrow for a vector, k and v are read where the projection left them, the softmax needs no sums across lanes, and
/// scratch grows with the tokens, as only one block of queries is there at once.
/// </summary>
internal static class AttendKernel
{
    /// <summary>
    /// Keys whose values are multiplied in one go: their rows and scores stay in the L1 cache while all features go by. 2 to 4 % of the
    /// attention of 197 to 777 tokens against blocks of 384 keys (AVX2); with 64, the sums are taken up again too often.
    /// </summary>
    private const int KeyBlock = 96;

    public static Kernel Of(bool isBanded, ScoreBias bias)
    {
        string name = $"Attend{(isBanded ? "Band" : "")}{(bias == ScoreBias.None ? "" : bias.ToString())}";
        List<Kernel> uses = [PanelKernels.MultiplyPanel, TransposeKernels.Queries, TransposeKernels.Results, SoftmaxKernels.Of(bias)];
        return new(name, uses, (writer, _) => Emit(writer, name, isBanded, bias));
    }

    private static void Emit(SourceWriter writer, string name, bool isBanded, ScoreBias bias)
    {
        if (isBanded || bias != ScoreBias.None)
        {
            throw new InvalidOperationException($"No attention is known for {name}.");
        }

        writer.Line($$"""
            // The context of rows of one or more sequences, head after head, a block of queries at a time.
            //   q, k, v      the first row of the group's first sequence, at the first head's features
            //   context      [count, heads · headDim], with room for a vector's rows behind
            //   queries      [headDim, PanelWidth]
            //   results      [headDim, PanelWidth]
            //   scores       [tokens, PanelWidth]
            //   sums         [PanelWidth]
            //   zeros        [PanelWidth], all 0
            //   scale        of the scores, · log₂e
            //   first        the first row, in the group
            internal static void {{name}}(
                in Part part, ref float q, int qRow, ref float k, ref float v, int kRow,
                ref float context, int contextRow,
                ref float queries, ref float results, ref float scores, ref float sums, ref float zeros,
                int heads, int keyHeads, int headDim, float scale, int first, int count)
            {
                // Keys whose values are multiplied in one go: with their scores they stay in the L1 cache.
                const int KeyBlock = {{KeyBlock}};
                int queriesPerKey = heads / keyHeads;
                for (int end = first + count; first < end;)
                {
                    part.Locate(first, out int start, out int tokens);
                    int rows = Math.Min(end, start + tokens) - first;
                    for (int head = 0; head < heads; head++)
                    {
                        ref float headQueries = ref Unsafe.Add(ref q, ((nint)first * qRow) + (head * headDim));
                        nint keyColumn = ((nint)start * kRow) + (head / queriesPerKey * headDim);
                        ref float keys = ref Unsafe.Add(ref k, keyColumn);
                        ref float values = ref Unsafe.Add(ref v, keyColumn);
                        ref float target = ref Unsafe.Add(ref context, head * headDim);
                        for (int row = 0; row < rows; row += PanelWidth)
                        {
                            int block = Math.Min(PanelWidth, rows - row);
                            int vectors = DivideUp(block, Lanes);
                            int width = vectors * Lanes;
                            TransposeQueries(ref Unsafe.Add(ref headQueries, (nint)row * qRow), qRow, ref queries, width, block, headDim);

                            // scores = k · qᵀ   [tokens, headDim] · [headDim, queries]
                            MultiplyPanel(
                                ref keys, aRow: kRow, aStep: 1, ref queries, ref zeros,
                                ref scores, cRow: width, rows: tokens, vectors, depth: headDim, add: false, prefetch: false);

                            // scores = 2^((scores - max) · scale), sums = 1 / Σ scores   over the keys
                            Softmax(ref scores, ref sums, tokens, width, scale);

                            // results = vᵀ · scores   [headDim, tokens] · [tokens, queries]
                            for (int key = 0; key < tokens; key += KeyBlock)
                            {
                                MultiplyPanel(
                                    ref Unsafe.Add(ref values, (nint)key * kRow), aRow: 1, aStep: kRow, ref Unsafe.Add(ref scores, (nint)key * width), ref zeros,
                                    ref results, cRow: width, rows: headDim, vectors, depth: Math.Min(KeyBlock, tokens - key), add: key > 0, prefetch: false);
                            }

                            // context = (results · sums)ᵀ
                            TransposeResults(ref results, ref sums, ref Unsafe.Add(ref target, (nint)row * contextRow), contextRow, width, headDim);
                        }
                    }

                    context = ref Unsafe.Add(ref context, (nint)rows * contextRow);
                    first += rows;
                }
            }
            """);
    }
}
