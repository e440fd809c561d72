using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Planning;

/// <summary>What a model takes: the figures that its class shows and that <c>[Budget]</c> limits. The largest value of all instruction sets counts.</summary>
internal static class ModelFigures
{
    /// <summary>Bytes of the packed weights.</summary>
    public static long WeightBytes(IReadOnlyList<BodyPlan> plans) => sizeof(float) * Heaviest(plans).Length;

    /// <summary>Bytes of the packed weights.</summary>
    public static Figure Weights(IReadOnlyList<BodyPlan> plans)
    {
        WeightLayout weights = Heaviest(plans);
        return Figure.Of(sizeof(float) * weights.Length, weights.Slots.Select(slot => slot.Stack is { Layers: var layers }
            ? new FigurePart(ModelPart.OfLayers(slot.Parameter.Role.Part, layers), sizeof(float) * layers * weights.FloatsOf(slot))
            : new FigurePart(slot.Parameter.Role.Part, sizeof(float) * weights.FloatsOf(slot))));
    }

    /// <summary>Bytes of scratch on one thread.</summary>
    public static Figure Scratch(IReadOnlyList<BodyPlan> plans, CallSize size)
    {
        ScratchSize largest = plans.Select(plan => new ScratchSize(plan, size)).OrderByDescending(scratch => scratch.Floats).First();
        return Figure.Of(sizeof(float) * largest.Floats, largest.Largest().Select(buffer => buffer with { Number = sizeof(float) * buffer.Number }));
    }

    /// <summary>Floating-point operations of the matrix products for one sequence.</summary>
    public static Figure Flops(ModuleGraph graph, CallSize size)
    {
        List<FigurePart> parts = graph.Products.Select(work => new FigurePart(work.Part, work.Of(size))).ToList();
        return Figure.Of(parts.Sum(part => part.Number), parts);
    }

    private static WeightLayout Heaviest(IReadOnlyList<BodyPlan> plans) => plans.Select(plan => plan.Weights).OrderByDescending(weights => weights.Length).First();
}
