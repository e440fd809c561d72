using ShapeGen.Benchmarks.Models;

namespace ShapeGen.Comparison.Cases;

/// <summary>Every case, once. setup-peers.sh asks the program for this list, so PyTorch exports the same.</summary>
internal static class CaseList
{
    /// <summary>Operations from which a shape is large: there the instruction sets and the threads have targets.</summary>
    public const double LargeOperations = 100e6;

    public static IReadOnlyList<Case> All { get; } =
    [
        Case.Of<SeedEncoder>("seed", 2, 14, Shape(SeedEncoder.Embed, SeedEncoder.Heads, SeedEncoder.Ffn), new(3.3, 0.70)),
        Case.Of<SvtrEncoder>("svtr", 1, 45, Shape(SvtrEncoder.Embed, SvtrEncoder.Heads, SvtrEncoder.Ffn), new(1.6, 0.80)),
        Case.Of<MobileVitStage1Encoder>(
            "mvit_s1", 4, 256, Shape(MobileVitStage1Encoder.Embed, MobileVitStage1Encoder.Heads, MobileVitStage1Encoder.Ffn), new(1.35, 0.88)),
        Case.Of<MobileVitStage3Encoder>(
            "mvit_s3", 4, 16, Shape(MobileVitStage3Encoder.Embed, MobileVitStage3Encoder.Heads, MobileVitStage3Encoder.Ffn), new(1.15, 0.88)),
        Case.Of<VitTinyEncoder>("vit_tiny", 1, 197, Shape(VitTinyEncoder.Embed, VitTinyEncoder.Heads, VitTinyEncoder.Ffn), new(1.15, 0.90)),
        Case.Of<MiniLmEncoder>("minilm", 1, 128, Shape(MiniLmEncoder.Embed, MiniLmEncoder.Heads, MiniLmEncoder.Ffn), new(1.17, 0.90)),
        Case.Of<MiniLmEncoder>("minilm_16", 1, 16, Shape(MiniLmEncoder.Embed, MiniLmEncoder.Heads, MiniLmEncoder.Ffn), new(1.2, 0.88)),
        Case.Of<BertBaseEncoder>("bert_base", 1, 128, Shape(BertBaseEncoder.Embed, BertBaseEncoder.Heads, BertBaseEncoder.Ffn), new(1.17, 0.90)),
        Case.Of<OddEncoder>("odd", 1, 33, Shape(OddEncoder.Embed, OddEncoder.Heads, OddEncoder.Ffn)),
        Case.Of<OneTokenEncoder>("one_token", 1, 1, Shape(OneTokenEncoder.Embed, OneTokenEncoder.Heads, OneTokenEncoder.Ffn)),
        Case.Of<OneHeadEncoder>("one_head", 1, 50, Shape(OneHeadEncoder.Embed, OneHeadEncoder.Heads, OneHeadEncoder.Ffn)),
        Case.Of<LongEncoder>("long", 1, 777, Shape(LongEncoder.Embed, LongEncoder.Heads, LongEncoder.Ffn)),
        Case.Of<WideEncoder>("wide_5", 1, 5, Shape(WideEncoder.Embed, WideEncoder.Heads, WideEncoder.Ffn)),
    ];

    /// <summary>The cases of these names, or all.</summary>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    public static IReadOnlyList<Case> Select(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!All.Any(item => item.Name == name))
            {
                throw new ArgumentException($"There is no case '{name}'. There are: {string.Join(", ", All)}.");
            }
        }

        return names.Count == 0 ? All : [.. All.Where(item => names.Contains(item.Name))];
    }

    private static (int Embed, int Heads, int Ffn) Shape(int embed, int heads, int ffn) => (embed, heads, ffn);
}
