using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Plans to ask questions of. A plan is data: it needs no compiler, so tests can afford many.</summary>
internal static class Plans
{
    /// <summary>The encoder that the README begins with.</summary>
    public static EncoderShape Seed { get; } = new(64, 8, 128, ActivationKind.Silu, 1e-5f, true, null);

    /// <summary>All modules, small and large, even and uneven, with dynamic and with fixed token counts.</summary>
    public static IReadOnlyList<ModuleShape> Shapes { get; } =
    [
        new LinearShape(3, 100, true, null),
        new LinearShape(129, 31, false, 15),
        new LinearShape(1, 1, true, 1),
        new LinearShape(64, 10, true, 29),
        new LinearShape(1024, 2048, true, 300),
        new LayerNormShape(3, 1e-5f, false, null),
        new LayerNormShape(768, 1e-5f, true, 5),
        new FeedForwardShape(31, 47, ActivationKind.Relu, true, null),
        new FeedForwardShape(1024, 3072, ActivationKind.Silu, false, 16),
        new AttentionShape(62, 2, true, null),
        new AttentionShape(20, 4, false, 33),
        new AttentionShape(16, 16, true, 17),
        Seed,
        new EncoderShape(64, 8, 128, ActivationKind.Silu, 1e-5f, true, 14),
        new EncoderShape(62, 2, 94, ActivationKind.Relu, 1e-5f, false, 13),
        new EncoderShape(192, 3, 768, ActivationKind.Silu, 1e-5f, true, 197),
        new EncoderShape(768, 12, 3072, ActivationKind.Silu, 1e-5f, true, null),
        new EncoderShape(1024, 16, 4096, ActivationKind.Silu, 1e-5f, false, null),
        new EncoderShape(1, 1, 1, ActivationKind.Silu, 1e-5f, true, 1),
        new EncoderShape(15, 1, 1024, ActivationKind.Silu, 1e-5f, true, 127),
    ];

    /// <summary>Each shape for each instruction set.</summary>
    public static IEnumerable<BodyPlan> All => Shapes.SelectMany(shape => VectorUnit.All.Select(unit => Of(shape, unit)));

    public static BodyPlan Of(ModuleShape shape, VectorUnit unit) => Planner.Plan(ModuleGraph.Build(shape), unit);

    /// <summary>The token counts to try: the fixed one, or those around the heights of tiles, blocks and panels.</summary>
    public static IEnumerable<int> TokenCounts(BodyPlan plan) =>
        plan.Graph.Tokens is { } tokens ? [tokens] : [1, 2, 5, 6, 7, 8, 13, 14, 15, 16, 17, 29, 31, 32, 33, 63, 64, 65, 125, 126, 127, 197, 252, 1000, 4096];

    /// <summary>What a failing assertion says of a plan.</summary>
    public static string Describe(BodyPlan plan) =>
        $"{plan.Graph.Title}, tokens {plan.Graph.Tokens?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"}, {plan.Unit.Name}";
}
