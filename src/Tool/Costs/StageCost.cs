using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Costs;

/// <summary>A stage of the generated code: what it computes, and its cost in all layers of a call.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Op">The operation that it belongs to.</param>
/// <param name="Part">Its part of the model: <c>before</c>, <c>layer</c> or <c>after</c>.</param>
/// <param name="Times">How often it runs in a call.</param>
/// <param name="Formula">What it computes, with the names of the generated code, as in <see cref="StageTimes.Names"/>.</param>
/// <param name="Operations">Floating-point operations of its matrix products.</param>
/// <param name="WeightBytes">Bytes of the float32 weights that it reads.</param>
internal sealed record StageCost(Stage Stage, Op Op, string Part, int Times, string Formula, double Operations, long WeightBytes)
{
    public const string Before = "before", Layer = "layer", After = "after";

    /// <summary>The stages of a model, in execution order.</summary>
    public static IReadOnlyList<StageCost> Of(CompiledModel model, CallRows size)
    {
        BufferNames names = new(model.Plan.Placement);
        ILookup<Op?, Stage> stages = model.Plan.Stages.ToLookup(stage => stage.Op);

        // An operation may become several stages. Stages that only copy rows have no counted cost.
        return
        [
            .. from place in Parts(model)
               from op in place.Node.Ops
               let counted = stages[op].LastOrDefault(stage => stage is { IsProduct: true, IsForTrace: false }) ?? stages[op].Last()
               from stage in stages[op]
               select new StageCost(
                   stage, op, place.Part, place.Node.Times, stage.Formula(names), stage == counted ? size.Operations(op, place.Node.Times) : 0, stage == counted ? op.Parameters.Sum(parameter => Bytes(parameter, place.Node)) : 0),
        ];
    }

    /// <summary>The nodes of a model, each with its part.</summary>
    public static IEnumerable<(Node Node, string Part)> Parts(CompiledModel model)
    {
        IReadOnlyList<Node> nodes = model.Graph.Nodes;
        string part = Before;
        foreach (Node node in nodes)
        {
            bool isLayer = node.IsLayers || nodes.Count == 1;
            yield return (node, isLayer ? Layer : part);
            part = isLayer ? After : part;
        }
    }

    /// <summary>Bytes of a parameter as float32, in all layers that have it. Computed parameters have none.</summary>
    public static long Bytes(Parameter parameter, Node node) => sizeof(float) * parameter.Count * Layers(parameter, node);

    /// <summary>The number of separate instances of a parameter, one for each layer that has its own.</summary>
    public static int Layers(Parameter parameter, Node node) => parameter.IsOfAllLayers ? 1 : node.Times - parameter.FirstLayer;
}
