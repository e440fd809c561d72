using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Plans to ask questions of. A plan is data: it needs no compiler, so tests can afford many.</summary>
internal static class Plans
{
    /// <summary>The encoder that the README begins with.</summary>
    public static EncoderModule Seed { get; } = Encoder(64, 8, 128);

    /// <summary>All modules, small and large, even and uneven, with dynamic and with fixed token counts.</summary>
    public static IReadOnlyList<ModuleShape> Shapes { get; } =
    [
        new LinearModule(3, 100, true, NamesDeclaration.Default, null),
        new LinearModule(129, 31, false, NamesDeclaration.Default, 15),
        new LinearModule(1, 1, true, NamesDeclaration.Default, 1),
        new LinearModule(64, 10, true, NamesDeclaration.Default, 29),
        new LinearModule(1024, 2048, true, NamesDeclaration.Default, 300),
        new LayerNormModule(3, 1e-5f, false, NamesDeclaration.Default, null),
        new LayerNormModule(768, 1e-5f, true, NamesDeclaration.Default, 5),
        new FeedForwardModule(31, new(47, Options.Activation.Relu, false, true, true), NamesDeclaration.Default, null),
        new FeedForwardModule(1024, new(3072, Options.Activation.Silu, false, false, false), NamesDeclaration.Default, 16),
        Attention(62, 2, true, null),
        Attention(20, 4, false, 33),
        Attention(16, 16, true, 17),
        Seed,
        Encoder(64, 8, 128, tokens: 14),
        Encoder(62, 2, 94, Options.Activation.Relu, bias: false, tokens: 13),
        Encoder(192, 3, 768, tokens: 197),
        Encoder(768, 12, 3072),
        Encoder(1024, 16, 4096, bias: false),
        Encoder(1, 1, 1, tokens: 1),
        Encoder(15, 1, 1024, tokens: 127),
        Encoder(64, 8, 128) with { Layers = 2 },
        Encoder(62, 2, 94) with { Layers = 12, Placement = Options.NormPlacement.Post, FinalNorm = new(Options.NormKind.Rms, 1e-6f, false) },
        Encoder(384, 12, 1536, tokens: 40) with { Layers = 6, Placement = Options.NormPlacement.Post },
    ];

    /// <summary>Each shape for each instruction set.</summary>
    public static IEnumerable<BodyPlan> All => Shapes.SelectMany(shape => VectorUnit.All.Select(unit => Of(shape, unit)));

    public static EncoderModule Encoder(int embed, int heads, int ffn, Options.Activation activation = Options.Activation.Silu, bool bias = true, int? tokens = null) => new(
        1, Heads(embed, heads, bias), new(ffn, activation, false, bias, bias), Options.NormPlacement.Pre, new(Options.NormKind.Layer, 1e-5f, bias), null, false, null, NamesDeclaration.Default, tokens);

    public static AttentionModule Attention(int embed, int heads, bool bias, int? tokens) => new(Heads(embed, heads, bias), embed, null, NamesDeclaration.Default, tokens);

    public static BodyPlan Of(ModuleShape shape, VectorUnit unit) => Planner.Plan(shape.BuildGraph(), unit);

    /// <summary>The token counts to try: the fixed one, or those around the heights of tiles, blocks and panels.</summary>
    public static IEnumerable<int> TokenCounts(BodyPlan plan) =>
        plan.Graph.Tokens is { } tokens ? [tokens] : [1, 2, 5, 6, 7, 8, 13, 14, 15, 16, 17, 29, 31, 32, 33, 63, 64, 65, 125, 126, 127, 197, 252, 1000, 4096];

    /// <summary>What a failing assertion says of a plan.</summary>
    public static string Describe(BodyPlan plan) =>
        $"{plan.Graph.Title}, tokens {plan.Graph.Tokens?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"}, {plan.Unit.Name}";

    private static AttentionDeclaration Heads(int embed, int heads, bool bias) =>
        new(embed, heads, heads, embed / heads, null, bias, bias, bias, Band.All, PositionSettings.None);
}
