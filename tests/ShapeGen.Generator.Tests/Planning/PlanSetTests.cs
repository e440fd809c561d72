using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>One body is written for all instruction sets: their plans differ in numbers alone.</summary>
public class PlanSetTests
{
    [Fact]
    public void Plans_of_all_shapes_differ_in_numbers_alone() => Assert.All(Plans.Shapes, shape => PlanSet.Of(shape.BuildGraph()));

    [Fact]
    public void Numbers_are_those_of_each_plan()
    {
        PlanSet plans = PlanSet.Of(Plans.Seed.BuildGraph());
        BodyPlan[] own = [.. VectorUnit.All.Select(unit => Plans.Of(Plans.Seed, unit))];
        Assert.Equal(own.Select(plan => plan.Weights.Length), plans.Numbers(plan => plan.Weights.Length));
        WeightSlot slot = plans.Any.Weights.Slots[3];
        Assert.Equal(own.Select(plan => plan.Weights.Slots[3].Offset), plans.Offsets(slot));
        ShapeGen.Generator.Planning.Buffer scores = plans.Any.Placement.Buffers.Single(buffer => buffer.Name == "scores");
        Assert.Equal(VectorUnit.All.Select(unit => (long)unit.PanelWidth), plans.Numbers(scores, buffer => buffer.Length.Slope(SizeName.Tokens)));
    }
}
