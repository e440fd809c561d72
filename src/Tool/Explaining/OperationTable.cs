using System.Globalization;
using System.Xml.Linq;
using ShapeGen.Tool.Costs;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>The stages of the generated code with their operations and weights.</summary>
internal static class OperationTable
{
    public static XElement Section(ExplainedModel subject)
    {
        IReadOnlyList<StageCost> stages = subject.Stages;
        double operations = stages.Sum(stage => stage.Operations);
        double bytes = stages.Sum(stage => stage.WeightBytes);
        return Markup.Section(
            "operations",
            "Operations",
            string.Create(CultureInfo.InvariantCulture, $"{NumberText.Operations(operations)} for {Calls(subject)}, in all layers. Only matrix products are counted, with a multiplication and an addition as two operations, as in the class's Flops; norms, activations and softmax are not. Weights are float32, as in memory."),
            Table(
                ["#Stage", "Part", "Computes", "#FLOP", "Share", "#Weights", "Share"],
                stages.Select((stage, i) => (IReadOnlyList<object>)
                [
                    (i + 1).ToString(CultureInfo.InvariantCulture), Element("span", Class("whole"), Where(stage, subject)), Element("code", stage.Formula), stage.Operations == 0 ? "–" : NumberText.Count(stage.Operations), Bar(operations == 0 ? 0 : stage.Operations / operations),
                    stage.WeightBytes == 0 ? "–" : NumberText.Bytes(stage.WeightBytes), Bar(bytes == 0 ? 0 : stage.WeightBytes / bytes),
                ])));
    }

    public static string Calls(ExplainedModel subject) => subject.Graph.Edges is { IsImage: true }
        ? string.Create(CultureInfo.InvariantCulture, $"one image, which is {subject.Size.Tokens} tokens")
        : string.Create(CultureInfo.InvariantCulture, $"one sequence of {subject.Size.Tokens} tokens{(subject.Size.MemoryTokens > 0 ? $" and a memory of {subject.Size.MemoryTokens}" : "")}");

    private static string Where(StageCost stage, ExplainedModel subject) => stage.Part switch
    {
        StageCost.Before => "before the layers",
        StageCost.After => "after the layers",
        StageCost.Layer when stage.Times > 1 => $"layer, × {stage.Times}",
        StageCost.Layer => subject.Graph.Nodes.Count > 1 ? "layer" : "module",
        _ => throw new InvalidOperationException($"No words are known for {stage.Part}."),
    };
}
