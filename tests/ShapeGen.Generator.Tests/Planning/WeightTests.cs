using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Where packed weights stand.</summary>
public class WeightTests
{
    [Fact]
    public void Slots_are_disjoint_aligned_and_inside() => Assert.All(Plans.All, plan =>
    {
        long end = plan.Weights.ZerosLength;
        foreach (WeightSlot slot in plan.Weights.Slots.OrderBy(slot => slot.Offset))
        {
            Assert.True(slot.Offset >= end, $"{Plans.Describe(plan)}: {slot.Name}");
            Assert.Equal(0, slot.Offset % 16);
            end = slot.Offset + Floats(slot, plan.Unit);
        }

        Assert.InRange(end, 1, plan.Weights.Length);
        Assert.Equal(0, plan.Weights.Length % 16);
        Assert.InRange(plan.Weights.Length, 1, int.MaxValue);
    });

    /// <summary>Each parameter of the checkpoint once, under a name of its own.</summary>
    [Fact]
    public void Every_parameter_has_a_slot() => Assert.All(Plans.All, plan =>
    {
        Assert.Equal(plan.Graph.Parameters, plan.Weights.Slots.Select(slot => slot.Parameter));
        Assert.Equal(plan.Weights.Slots.Count, plan.Weights.Slots.Select(slot => slot.Name).Distinct(StringComparer.Ordinal).Count());
    });

    /// <summary>The zeros that stand in for a bias reach as far as any kernel reads.</summary>
    [Fact]
    public void Zeros_are_long_enough() => Assert.All(Plans.All, plan => Assert.All(plan.Stages, stage =>
    {
        int read = stage switch
        {
            LinearStage linear when linear.Bias == plan.Weights.Zeros => Whole(linear.Op.Outputs, plan.Unit),
            LayerNormStage norm when norm.Bias == plan.Weights.Zeros => norm.Op.Source.Width,
            AttentionStage => plan.Unit.PanelWidth,
            _ => 0,
        };
        Assert.InRange(read, 0, plan.Weights.ZerosLength);
    }));

    private static long Floats(WeightSlot slot, VectorUnit unit) =>
        (long)Whole(slot.Parameter!.Shape[0], unit) * (slot.Parameter.Shape.Count == 2 ? slot.Parameter.Shape[1] : 1);

    private static int Whole(int columns, VectorUnit unit) => (columns + unit.Lanes - 1) / unit.Lanes * unit.Lanes;
}
