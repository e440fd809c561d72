using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>
/// Attention as matrix products whose vectors run over queries: scores and context are stored transposed, [key, query] and [feature, query].
/// So no head is too narrow for a vector, k and v are read where the projection left them, the softmax needs no sums across lanes, and
/// scratch grows with the tokens, as only one block of queries is there at once.
/// </summary>
/// <remarks>
/// With a band, a block of queries meets only the keys that one of its queries sees. Which keys those are depends on where the block begins,
/// and blocks begin where threads share them out. So sums are cut at multiples of their lengths in the sequence, not in the block: a key that a
/// query does not see adds 0 to it, and the result is the same, bit for bit, whichever block the query is in.
/// </remarks>
internal static class AttendKernel
{
    /// <summary>
    /// Keys whose values are multiplied in one go: their rows and scores stay in the L1 cache while all features go by. 2 to 4 % of the
    /// attention of 197 to 777 tokens against blocks of 384 keys (AVX2); with 64, the sums are taken up again too often.
    /// </summary>
    private const int KeyBlock = 96;

    /// <summary>
    /// Keys whose blocks are added in float32: these sums are added in double precision, as the rounding errors of one float sum grow with the keys. Lengths that
    /// are common in practice are not longer.
    /// </summary>
    private const int SumKeys = 8 * KeyBlock;

    /// <summary>Whether a query can see so many keys that their sum is cut, and needs memory for doubles.</summary>
    /// <param name="keys">Keys that a query sees at most, or null where it depends on the call.</param>
    public static bool HasTotals(long? keys) => keys is null or > SumKeys;

    /// <param name="isBanded">Whether a query does not see all keys.</param>
    /// <param name="bias">What is added to the scores.</param>
    /// <param name="hasMemory">Whether keys and values are those of the sequence's memory.</param>
    public static Kernel Of(bool isBanded, ScoreBias bias, bool hasMemory)
    {
        if (hasMemory && (isBanded || bias != ScoreBias.None))
        {
            throw new InvalidOperationException("Between a sequence and its memory there is no distance.");
        }

        string name = $"Attend{(hasMemory ? "Memory" : "")}{(isBanded ? "Band" : "")}{(bias == ScoreBias.None ? "" : bias.ToString())}";
        List<Kernel> uses = [PanelKernels.MultiplyPanel, TransposeKernels.Queries, TransposeKernels.Results, SoftmaxKernels.Of(isBanded), LongSumKernel.Kernel];
        if (isBanded)
        {
            uses.AddRange([BandKernel.Kernel, UnseenKernels.AreFinite, UnseenKernels.MultiplySeen]);
        }

        if (ScoreBiasKernels.Of(bias) is { } kernel)
        {
            uses.Add(kernel);
        }

        return new EntryKernel(name, Comment(isBanded, bias, hasMemory), Parameters(isBanded, bias), uses, (writer, _) => Emit(writer, isBanded, bias, hasMemory));
    }

    private static void Emit(SourceWriter writer, bool isBanded, ScoreBias bias, bool hasMemory)
    {
        writer.Line($$"""
            // Keys whose values are multiplied in one go: with their scores they stay in the L1 cache.
            const int KeyBlock = {{KeyBlock}};

            // Keys whose blocks are added in float32: rounding errors grow with the length of a sum.
            const int SumKeys = {{SumKeys}};
            int queriesPerKey = heads / keyHeads;

            // Features are written {{VectorUnit.TransposedFeatures}} at a time. What ends between has to come before the next head, so its heads stay together.
            part.Take(heads, headDim % {{VectorUnit.TransposedFeatures}} == 0 ? 1 : heads, out int firstHead, out int endHead);
            """);
        using (writer.Block("for (int end = first + count; first < end;)"))
        {
            writer.Line(hasMemory
                ? """
                  part.Locate(first, out int sequence, out int length);
                  part.LocateMemory(first, out int start, out int tokens);
                  int rows = Math.Min(end, sequence + length) - first;
                  """
                : """
                  part.Locate(first, out int start, out int tokens);
                  int rows = Math.Min(end, start + tokens) - first;
                  """);
            if (isBanded)
            {
                writer.Line("""
                    int before = Math.Min(back, tokens);
                    int behind = Math.Min(forward, tokens);

                    // The same for all blocks of a sequence, as the places where sums are cut are.
                    int sumKeys = Math.Min(tokens, (long)before + behind + 1) > SumKeys ? SumKeys : int.MaxValue;
                    """);
            }
            else
            {
                writer.Line("int sumKeys = tokens > SumKeys ? SumKeys : int.MaxValue;");
            }

            using (writer.Block("for (int head = firstHead; head < endHead; head++)"))
            {
                writer.Line("""
                    ref float headQueries = ref Unsafe.Add(ref q, head * headDim);
                    nint keyColumn = ((nint)start * kRow) + (head / queriesPerKey * headDim);
                    ref float keys = ref Unsafe.Add(ref k, keyColumn);
                    ref float values = ref Unsafe.Add(ref v, keyColumn);
                    ref float target = ref Unsafe.Add(ref context, head * headDim);
                    """);
                using (writer.Block("for (int row = 0; row < rows; row += PanelWidth)"))
                {
                    Block(writer, isBanded, bias);
                }
            }

            writer.Line("""

                q = ref Unsafe.Add(ref q, (nint)rows * qRow);
                context = ref Unsafe.Add(ref context, (nint)rows * contextRow);
                first += rows;
                """);
        }
    }

    private static string Comment(bool isBanded, ScoreBias bias, bool hasMemory)
    {
        string ofBand = !isBanded ? "" : """

            //   back         tokens before a query that it sees
            //   forward      tokens behind it that it sees
            """;
        string ofBias = bias switch
        {
            ScoreBias.None => "",
            ScoreBias.Alibi => """

                //   slopes       what is added to a head's scores for each token between query and key
                """,
            ScoreBias.Buckets => """

                //   distances    [heads, 2 · (most + Lanes)], what is added to a score: first where the key is most + Lanes tokens behind the query
                //   most         tokens between query and key from which on all is the same
                """,
            _ => throw new InvalidOperationException($"No attention is known for {bias}."),
        };
        return $$"""
            // The context of rows of one or more sequences, head after head, a block of queries at a time.
            //   q            the first row, at the first head's features
            //   k, v         the first row of the group's first {{(hasMemory ? "memory" : "sequence")}}, at the first head's features
            //   context      [count, heads · headDim], with room for a vector's rows behind
            //   queries      [headDim, PanelWidth]
            //   results      [headDim, PanelWidth]
            //   totals       [headDim, PanelWidth] doubles, where a query sees more than SumKeys keys
            //   scores       [keys that a block of queries meets, PanelWidth]
            //   sums         [PanelWidth]
            //   zeros        [PanelWidth], all 0
            //   scale        of the scores, · log₂e{{ofBand}}{{ofBias}}
            //   first        the first row, in the group
            """;
    }

    private static string Parameters(bool isBanded, ScoreBias bias)
    {
        string ofBias = bias switch
        {
            ScoreBias.None => "",
            ScoreBias.Alibi => ", global::System.ReadOnlySpan<float> slopes",
            ScoreBias.Buckets => ", ref float distances, int most",
            _ => throw new InvalidOperationException($"No attention is known for {bias}."),
        };
        return $"""

                in Part part, ref float q, int qRow, ref float k, ref float v, int kRow,
                ref float context, int contextRow,
                ref float queries, ref float results, ref float totals, ref float scores, ref float sums, ref float zeros,
                int heads, int keyHeads, int headDim, float scale{(isBanded ? ", int back, int forward" : "")}{ofBias}, int first, int count
            """;
    }

    private static void Block(SourceWriter writer, bool isBanded, ScoreBias bias)
    {
        string keys = isBanded ? "met" : "tokens";
        string firstKey = isBanded ? "ref Unsafe.Add(ref keys, (nint)firstKey * kRow)" : "ref keys";
        writer.Line("""
            int block = Math.Min(PanelWidth, rows - row);
            int vectors = DivideUp(block, Lanes);
            int width = vectors * Lanes;
            """);
        if (isBanded || bias != ScoreBias.None)
        {
            writer.Line("int position = first - start + row;");
        }

        if (isBanded)
        {
            writer.Line("""
                int firstKey = Math.Max(0, position - before);
                int endKey = Math.Min(tokens, position + block + behind);
                int met = endKey - firstKey;
                """);
        }

        writer.Line($$"""
            TransposeQueries(ref Unsafe.Add(ref headQueries, (nint)row * qRow), qRow, ref queries, width, block, headDim);

            // scores = k · qᵀ   [{{keys}}, headDim] · [headDim, queries]
            MultiplyPanel(
                {{firstKey}}, aRow: kRow, aStep: 1, ref queries, ref zeros,
                ref scores, cRow: width, rows: {{keys}}, vectors, depth: headDim, add: false, prefetch: false);

            """);
        string distance = isBanded ? "position - firstKey" : "position";
        switch (bias)
        {
            case ScoreBias.None:
                break;
            case ScoreBias.Alibi:
                writer.Line($$"""
                    // scores += slope · |query - key|
                    AddAlibi(ref scores, {{keys}}, width, {{distance}}, slopes[head]);

                    """);
                break;
            case ScoreBias.Buckets:
                writer.Line($$"""
                    // scores += distances[query - key]
                    AddDistances(ref scores, {{keys}}, width, {{distance}}, ref Unsafe.Add(ref distances, (nint)head * (2 * (most + Lanes))), most);

                    """);
                break;
            default:
                throw new InvalidOperationException($"No attention is known for {bias}.");
        }

        if (isBanded)
        {
            writer.Line("""
                // scores = -∞ where the query does not see the key
                MaskBand(ref scores, met, width, block, low: firstKey - position + before, high: position + behind - firstKey);

                """);
        }

        writer.Line($$"""
            // scores = 2^((scores - max) · scale), sums = 1 / Σ scores   over the keys
            {{(isBanded ? "SoftmaxOfBand(ref scores, ref sums, met, width, scale, firstKey)" : "Softmax(ref scores, ref sums, tokens, width, scale)")}};

            // results = vᵀ · scores   [headDim, {{keys}}] · [{{keys}}, queries]
            """);
        Values(writer, isBanded);
        if (isBanded)
        {
            writer.Line("""

                // 0 times infinity and 0 times NaN are NaN: what a query does not see must not reach it.
                if (!AreFinite(ref results, headDim * width))
                {
                    MultiplySeen(
                        ref Unsafe.Add(ref values, (nint)firstKey * kRow), kRow, ref scores, ref results, met, width, headDim, block,
                        firstKey, low: firstKey - position + before, high: position + behind - firstKey, KeyBlock, sumKeys);
                }
                """);
        }

        writer.Line("""

            // context = (results · sums)ᵀ
            TransposeResults(ref results, ref sums, ref Unsafe.Add(ref target, (nint)row * contextRow), contextRow, width, headDim);
            """);
    }

    /// <summary>The weighted sum of the values: blocks of keys in float32, and many of them in double precision.</summary>
    private static void Values(SourceWriter writer, bool isBanded)
    {
        (string first, string end) = isBanded ? ("firstKey", "endKey") : ("0", "tokens");
        string score = isBanded ? "(key - firstKey)" : "key";
        using (writer.Block($"for (int key = {first}, begin = {first}; key < {end};)"))
        {
            if (isBanded)
            {
                writer.Line("// Cut at the same keys whichever block the queries are in.");
            }

            writer.Line($$"""
                int next = Math.Min({{end}}, key{{(isBanded ? " - (key % KeyBlock)" : "")}} + KeyBlock);
                MultiplyPanel(
                    ref Unsafe.Add(ref values, (nint)key * kRow), aRow: 1, aStep: kRow, ref Unsafe.Add(ref scores, (nint){{score}} * width), ref zeros,
                    ref results, cRow: width, rows: headDim, vectors, depth: next - key, add: key > begin, prefetch: false);
                key = next;
                if (sumKeys != int.MaxValue && (key % sumKeys == 0 || key == {{end}}))
                {
                    AddTotals(ref results, ref totals, headDim * width, isFirst: begin == {{first}}, isLast: key == {{end}});
                    begin = key;
                }
                """);
        }
    }
}
