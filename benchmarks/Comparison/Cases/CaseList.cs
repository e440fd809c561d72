using ShapeGen.Benchmarks.Models;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>Every case, once.</summary>
internal static class CaseList
{
    /// <summary>Few rows gain from a second thread only if threads split the columns.</summary>
    private static readonly Targets FewRows = Targets.Layer with { TwoThreads = 1.5 };

    public static IReadOnlyList<Case> All { get; } =
    [
        Case.Of<SeedEncoder>("seed", 2, 14, new(SeedEncoder.Embed, SeedEncoder.Heads, SeedEncoder.Ffn)),
        Case.Of<SvtrEncoder>("svtr", 1, 45, new(SvtrEncoder.Embed, SvtrEncoder.Heads, SvtrEncoder.Ffn)),
        Case.Of<MobileVitStage1Encoder>("mvit_s1", 4, 256, new(MobileVitStage1Encoder.Embed, MobileVitStage1Encoder.Heads, MobileVitStage1Encoder.Ffn)),
        Case.Of<MobileVitStage3Encoder>("mvit_s3", 4, 16, new(MobileVitStage3Encoder.Embed, MobileVitStage3Encoder.Heads, MobileVitStage3Encoder.Ffn)),
        Case.Of<VitTinyEncoder>("vit_tiny", 1, 197, new(VitTinyEncoder.Embed, VitTinyEncoder.Heads, VitTinyEncoder.Ffn)),
        Case.Of<MiniLmEncoder>("minilm", 1, 128, MiniLm),
        Case.Of<MiniLmEncoder>("minilm_16", 1, 16, MiniLm, FewRows),
        Case.Of<BertBaseEncoder>("bert_base", 1, 128, new(BertBaseEncoder.Embed, BertBaseEncoder.Heads, BertBaseEncoder.Ffn)),
        Case.Of<OddEncoder>("odd", 1, 33, new(OddEncoder.Embed, OddEncoder.Heads, OddEncoder.Ffn)),
        Case.Of<OneTokenEncoder>("one_token", 1, 1, new(OneTokenEncoder.Embed, OneTokenEncoder.Heads, OneTokenEncoder.Ffn)),
        Case.Of<OneHeadEncoder>("one_head", 1, 50, new(OneHeadEncoder.Embed, OneHeadEncoder.Heads, OneHeadEncoder.Ffn)),
        Case.Of<LongEncoder>("long", 1, 777, new(LongEncoder.Embed, LongEncoder.Heads, LongEncoder.Ffn)),
        Case.Of<WideEncoder>("wide_5", 1, 5, new(WideEncoder.Embed, WideEncoder.Heads, WideEncoder.Ffn), FewRows),
        .. StackCases.All,
    ];

    /// <summary>The pairs of cases to compare.</summary>
    public static IReadOnlyList<Pair> Pairs { get; } =
    [
        new(
            "SiLU ÷ ReLU",
            Case.Of<MiniLmEncoder>("minilm", 1, 128, MiniLm),
            Case.Of<MiniLmReluEncoder>("minilm_relu", 1, 128, MiniLm with { Activation = ActivationFunction.Relu })),
        .. StackCases.Pairs,
    ];

    private static EncoderFormula MiniLm => new(MiniLmEncoder.Embed, MiniLmEncoder.Heads, MiniLmEncoder.Ffn);

    /// <summary>The cases with these names, or all.</summary>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static IReadOnlyList<Case> Select(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!All.Any(item => item.Name == name))
            {
                throw new ArgumentException($"Unknown case '{name}'. The cases are {string.Join(", ", All)}.");
            }
        }

        return names.Count == 0 ? All : [.. All.Where(item => names.Contains(item.Name))];
    }
}
