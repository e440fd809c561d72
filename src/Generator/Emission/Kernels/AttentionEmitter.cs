using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>
/// Attention as matrix products whose vectors run over queries: scores and context are stored transposed, [key, query] and [feature, query].
/// So no head is too narrow for a vector, k and v are read where the projection left them, the softmax needs no sums across lanes, and
/// scratch grows with the tokens, as only one block of queries is there at once.
/// </summary>
internal static class AttentionEmitter
{
    /// <summary>Keys whose exponentials and products are summed in one go; rounding errors grow with the length of a sum.</summary>
    private const int KeyBlock = 64;

    public static void Attend(SourceWriter writer, AttentionStage stage)
    {
        string stride = stage.Source.Title + "Stride";
        string rows = stage.Target.Title + "Rows";
        writer.Line($$"""
            /// <summary>Keys that are summed in one go: longer sums lose precision.</summary>
            private const int KeyBlock = {{KeyBlock}};

            /// <summary>The context of one sequence, transposed by blocks of queries: for each block [{{rows}}, queries in whole vectors].</summary>
            /// <param name="qkv">[tokens, 3 · Embed].</param>
            /// <param name="context">[blocks, {{rows}}, queries]; holds the queries first, and head after head the answers.</param>
            /// <param name="scores">[tokens, PanelWidth]</param>
            /// <param name="sums">[PanelWidth]</param>
            /// <param name="zeros">[PanelWidth], all 0.</param>
            /// <param name="tokens">Tokens of the sequence.</param>
            private static void Attend(ref float qkv, ref float context, ref float scores, ref float sums, ref float zeros, int tokens)
            {
                ref float keys = ref Unsafe.Add(ref qkv, Embed);
                ref float values = ref Unsafe.Add(ref qkv, 2 * Embed);
                for (int first = 0; first < tokens; first += PanelWidth)
                {
                    int count = Math.Min(PanelWidth, tokens - first);
                    int vectors = DivideUp(count, Lanes);
                    int width = vectors * Lanes;
                    TransposeQueries(ref Unsafe.Add(ref qkv, (nint)first * {{stride}}), ref context, width, count);
                    for (int head = 0; head < Heads; head++)
                    {
                        int feature = head * HeadDim;
                        ref float queries = ref Unsafe.Add(ref context, (nint)feature * width);

                        // scores = k · qᵀ   [tokens, HeadDim] · [HeadDim, queries]
                        MultiplyPanel(
                            ref Unsafe.Add(ref keys, feature), aRow: {{stride}}, aStep: 1, ref queries, ref zeros,
                            ref scores, cRow: width, rows: tokens, vectors, depth: HeadDim, add: false);

                        // scores = e^((scores - max) / √HeadDim), sums = 1 / Σ scores   over the keys
                        Softmax(ref scores, ref sums, tokens, width);

                        // queries = vᵀ · scores / Σ scores   [HeadDim, tokens] · [tokens, queries]
                        for (int key = 0; key < tokens; key += KeyBlock)
                        {
                            MultiplyPanel(
                                ref Unsafe.Add(ref values, ((nint)key * {{stride}}) + feature), aRow: 1, aStep: {{stride}},
                                ref Unsafe.Add(ref scores, (nint)key * width), ref zeros,
                                ref queries, cRow: width, rows: HeadDim, vectors, depth: Math.Min(KeyBlock, tokens - key), add: key > 0);
                        }

                        Scale(ref queries, ref sums, HeadDim, width);
                    }

                    context = ref Unsafe.Add(ref context, (nint){{rows}} * width);
                }
            }
            """);
    }

    public static void Softmax(SourceWriter writer, VectorUnit unit, AttentionStage stage)
    {
        double scale = stage.Op.ScoreScale;
        string vector = unit.Vector;
        string type = unit.Type;
        writer.Line($$"""
            /// <summary>log₂e / √HeadDim: e^(x / √HeadDim) is 2^(x · ScoreScale).</summary>
            private const float ScoreScale = {{Literals.Float((float)scale)}};

            /// <summary>Where a power of two is still a normal number.</summary>
            private const float LowestScore = {{Literals.Float((float)(ExpEmitter.LowestPower / scale))}};

            /// <summary>Turns each column of scores, the keys of one query, into exponentials, and gives 1 / their sum.</summary>
            /// <remarks>The column's maximum is subtracted first, so that nothing overflows; what is below 2^-125 of it counts as that.</remarks>
            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            private static void Softmax(ref float scores, ref float sums, int keys, int width)
            {
                for (int query = 0; query < width; query += Lanes)
                {
                    ref float column = ref Unsafe.Add(ref scores, query);
                    {{type}} max = {{vector}}.LoadUnsafe(ref column);
                    for (int key = 1; key < keys; key++)
                    {
                        column = ref Unsafe.Add(ref column, width);
                        max = {{unit.Max("max", $"{vector}.LoadUnsafe(ref column)")}};
                    }

                    {{type}} sum = {{type}}.Zero;
                    column = ref Unsafe.Add(ref scores, query);
                    for (int start = 0; start < keys; start += KeyBlock)
                    {
                        {{type}} partial = {{type}}.Zero;
                        for (int key = start; key < Math.Min(start + KeyBlock, keys); key++)
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
    }

    public static void Scale(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        writer.Line($$"""
            /// <summary>rows[i, query] *= factors[query].</summary>
            private static void Scale(ref float row, ref float factors, int rows, int width)
            {
                for (; rows > 0; rows--)
                {
                    for (nuint query = 0; query < (nuint)width; query += Lanes)
                    {
                        ({{vector}}.LoadUnsafe(ref row, query) * {{vector}}.LoadUnsafe(ref factors, query)).StoreUnsafe(ref row, query);
                    }

                    row = ref Unsafe.Add(ref row, width);
                }
            }
            """);
    }
}
