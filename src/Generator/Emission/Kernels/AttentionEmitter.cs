using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>
/// Attention as matrix products whose vectors run over queries: scores and context are stored transposed, [key, query] and [feature, query].
/// So no head is too narrow for a vector, k and v are read where the projection left them, the softmax needs no sums across lanes, and
/// scratch grows with the tokens, as only one block of queries is there at once.
/// </summary>
internal static class AttentionEmitter
{
    /// <summary>Exponentials that are summed in one go; rounding errors grow with the length of a sum.</summary>
    private const int SumLength = 64;

    /// <summary>
    /// Keys whose values are multiplied in one go: their rows and scores stay in the L1 cache while all features go by. 2 to 4 % of the
    /// attention of 197 to 777 tokens against blocks of 384 keys (AVX2); with 64, the sums are taken up again too often.
    /// </summary>
    private const int KeyBlock = 96;

    /// <summary>Keys whose maximum is sought side by side: a maximum takes up to four cycles, two can begin in each.</summary>
    private const int MaximumKeys = 4;

    public static void Attend(SourceWriter writer, AttentionStage stage)
    {
        string source = stage.Source.Title + "Stride";
        string target = stage.Target.Title + "Stride";
        writer.Line($$"""
            // Keys whose values are multiplied in one go: with their scores they stay in the L1 cache.
            private const int KeyBlock = {{KeyBlock}};

            // The context of rows of one or more sequences, head after head, a block of queries at a time.
            // qkv: [rows of the group, 3 · Embed].
            // context: [count, Embed], with room for a vector's rows behind.
            // queries: [HeadDim, PanelWidth]
            // answers: [HeadDim, PanelWidth]
            // scores: [tokens, PanelWidth]
            // sums: [PanelWidth]
            // zeros: [PanelWidth], all 0.
            // tokens: Tokens of a sequence.
            // first: The first row, in the group.
            // count: Rows.
            private static void Attend(
                ref float qkv, ref float context, ref float queries, ref float answers, ref float scores, ref float sums, ref float zeros,
                int tokens, int first, int count)
            {
                for (int end = first + count; first < end;)
                {
                    int token = first % tokens;
                    int rows = Math.Min(end - first, tokens - token);
                    ref float sequence = ref Unsafe.Add(ref qkv, (nint)(first - token) * {{source}});
                    for (int head = 0; head < Heads; head++)
                    {
                        ref float q = ref Unsafe.Add(ref sequence, ((nint)token * {{source}}) + (head * HeadDim));
                        ref float k = ref Unsafe.Add(ref sequence, Embed + (head * HeadDim));
                        ref float v = ref Unsafe.Add(ref k, Embed);
                        ref float target = ref Unsafe.Add(ref context, head * HeadDim);
                        for (int row = 0; row < rows; row += PanelWidth)
                        {
                            int block = Math.Min(PanelWidth, rows - row);
                            int vectors = DivideUp(block, Lanes);
                            int width = vectors * Lanes;
                            TransposeQueries(ref Unsafe.Add(ref q, (nint)row * {{source}}), ref queries, width, block);

                            // scores = k · qᵀ   [tokens, HeadDim] · [HeadDim, queries]
                            MultiplyPanel(
                                ref k, aRow: {{source}}, aStep: 1, ref queries, ref zeros,
                                ref scores, cRow: width, rows: tokens, vectors, depth: HeadDim, add: false, ahead: false);

                            // scores = e^((scores - max) / √HeadDim), sums = 1 / Σ scores   over the keys
                            Softmax(ref scores, ref sums, tokens, width);

                            // answers = vᵀ · scores   [HeadDim, tokens] · [tokens, queries]
                            for (int key = 0; key < tokens; key += KeyBlock)
                            {
                                MultiplyPanel(
                                    ref Unsafe.Add(ref v, (nint)key * {{source}}), aRow: 1, aStep: {{source}}, ref Unsafe.Add(ref scores, (nint)key * width), ref zeros,
                                    ref answers, cRow: width, rows: HeadDim, vectors, depth: Math.Min(KeyBlock, tokens - key), add: key > 0, ahead: false);
                            }

                            // context = (answers · sums)ᵀ
                            TransposeAnswers(ref answers, ref sums, ref Unsafe.Add(ref target, (nint)row * {{target}}), width);
                        }
                    }

                    context = ref Unsafe.Add(ref context, (nint)rows * {{target}});
                    first += rows;
                }
            }
            """);
    }

    public static void Softmax(SourceWriter writer, VectorUnit unit, AttentionStage stage)
    {
        double scale = stage.Op.ScoreScale;
        string vector = unit.Vector;
        string type = unit.Type;
        string max = string.Join("\n            ", Enumerable.Range(0, MaximumKeys).Select(key => $"max{key} = {unit.Max($"max{key}", Load(key))};"));
        writer.Line($$"""
            // log₂e / √HeadDim: e^(x / √HeadDim) is 2^(x · ScoreScale).
            private const float ScoreScale = {{Literals.Float((float)scale)}};

            // Where a power of two is still a normal number.
            private const float LowestScore = {{Literals.Float((float)(ExpEmitter.LowestPower / scale))}};

            // Turns each column of scores, the keys of one query, into exponentials, and gives 1 / their sum.
            // The column's maximum is subtracted first, so that nothing overflows; what is below 2^{{Literals.Integer(ExpEmitter.LowestPower)}} of it counts as that.
            [MethodImpl(MethodImplOptions.NoInlining)]
            private static void Softmax(ref float scores, ref float sums, int keys, int width)
            {
                for (int query = 0; query < width; query += Lanes)
                {
                    ref float column = ref Unsafe.Add(ref scores, query);
                    {{type}} max0 = {{vector}}.LoadUnsafe(ref column);
                    {{type}} {{string.Join(", ", Enumerable.Range(1, MaximumKeys - 1).Select(key => $"max{key} = max0"))}};
                    int left = keys;
                    for (; left >= {{MaximumKeys}}; left -= {{MaximumKeys}})
                    {
                        {{max}}
                        column = ref Unsafe.Add(ref column, {{MaximumKeys}} * width);
                    }

                    for (; left > 0; left--)
                    {
                        max0 = {{unit.Max("max0", Load(0))}};
                        column = ref Unsafe.Add(ref column, width);
                    }

                    {{type}} max = {{unit.Max(unit.Max("max0", "max1"), unit.Max("max2", "max3"))}};

                    // Summed in runs of {{SumLength}}, as errors grow with the length of a sum.
                    {{type}} sum = {{type}}.Zero;
                    column = ref Unsafe.Add(ref scores, query);
                    for (left = keys; left > 0; left -= {{SumLength}})
                    {
                        {{type}} partial = {{type}}.Zero;
                        for (int run = Math.Min(left, {{SumLength}}); run > 0; run--)
                        {
                            {{type}} score = {{unit.Max($"{vector}.Create(LowestScore)", $"{vector}.LoadUnsafe(ref column) - max")}};
                            {{type}} power = Exp2(score, {{vector}}.Create(ScoreScale));
                            power.StoreUnsafe(ref column);
                            partial += power;
                            column = ref Unsafe.Add(ref column, width);
                        }

                        sum += partial;
                    }

                    ({{vector}}.Create(1f) / sum).StoreUnsafe(ref sums, (nuint)query);
                }
            }
            """);

        string Load(int key) => $"{vector}.LoadUnsafe(ref column{key switch { 0 => "", 1 => ", (nuint)width", _ => $", {key} * (nuint)width" }})";
    }
}
