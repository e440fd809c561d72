using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Where packed weights are.</summary>
public class WeightTests
{
    [Fact]
    public void Slots_are_disjoint_aligned_and_inside() => Assert.All(Plans.All, plan =>
    {
        WeightLayout weights = plan.Weights;
        long end = weights.ZerosLength;
        foreach ((WeightSlot slot, long offset) in Places(weights).OrderBy(place => place.Offset))
        {
            Assert.True(offset >= end, $"{Plans.Describe(plan)}: {slot.Name}");
            Assert.Equal(0, offset % 16);
            end = offset + Floats(slot, plan.Unit);
        }

        Assert.InRange(end, 1, weights.Length);
        Assert.Equal(0, weights.Length % 16);
        Assert.InRange(weights.Length, 1, int.MaxValue);
    });

    /// <summary>Each parameter of the checkpoint once, under a name of its own.</summary>
    [Fact]
    public void Every_parameter_has_a_slot() => Assert.All(Plans.All, plan =>
    {
        Assert.Equal(plan.Graph.Ops.SelectMany(op => op.Parameters), plan.Weights.Slots.Select(slot => slot.Parameter));
        Assert.Equal(plan.Weights.Slots.Count, plan.Weights.Slots.Select(slot => slot.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(plan.Graph.ParameterCount, Places(plan.Weights).Sum(place => place.Slot.Parameter.Count));
    });

    /// <summary>Every slot of every layer, and where it is.</summary>
    private static IEnumerable<(WeightSlot Slot, long Offset)> Places(WeightLayout weights) => weights.Slots.SelectMany(slot => slot.Stack is { } stack
        ? Enumerable.Range(0, stack.Layers).Select(layer => (slot, stack.FirstLayer + (layer * stack.LayerStride) + slot.Offset))
        : [(slot, slot.Offset)]);

    private static long Floats(WeightSlot slot, VectorUnit unit) =>
        (long)((slot.Parameter.Shape[0] + unit.Lanes - 1) / unit.Lanes * unit.Lanes) * (slot.Parameter.Shape.Count == 2 ? slot.Parameter.Shape[1] : 1);
}
