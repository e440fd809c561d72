using System.Xml.Linq;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Roles;
using ShapeGen.Tool.Costs;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>The table of weights, with the checkpoint's names.</summary>
internal static class WeightTable
{
    public static XElement Section(ExplainedModel subject)
    {
        // A tensor for several parameters, such as a table and the head tied to it, has one row.
        var rows = subject.Graph.Nodes
            .SelectMany(node => node.Ops.SelectMany(op => op.Parameters).Select(parameter => (Parameter: parameter, Layers: StageCost.Layers(parameter, node), Bytes: StageCost.Bytes(parameter, node))))
            .Where(row => row.Bytes > 0)
            .GroupBy(row => (Name: subject.Graph.Names.Of(row.Parameter), Shape: $"[{string.Join(", ", row.Parameter.Shape)}]", row.Layers))
            .Select(group => (group.Key.Name, group.Key.Shape, group.Key.Layers, group.First().Bytes, For: string.Join("; ", group.Select(row => Role(row.Parameter)).Distinct())))
            .ToList();
        double all = rows.Sum(row => (double)row.Bytes);
        return Markup.Section(
            "weights",
            "Weights",
            $"{NumberText.Digits(subject.Graph.ParameterCount)} numbers, {NumberText.Bytes(4.0 * subject.Graph.ParameterCount)} as float32. Names are those in the checkpoint, in the first form that Load tries; {{layer}} is the number of a layer.",
            Table(
                ["Tensor", "Role", "Shape", "#Layers", "#Bytes", "Share"],
                rows.Select(row => (IReadOnlyList<object>)
                [
                    Element("code", row.Name), row.For, Element("code", Class("whole"), row.Shape), row.Layers == 1 ? "1" : $"× {row.Layers}", NumberText.Bytes(row.Bytes), Bar(row.Bytes / all),
                ])));
    }

    private static string Role(Parameter parameter) => parameter.Part == TensorPart.Itself ? $"{parameter.Role}" : $"{parameter.Role}, {(parameter.Part == TensorPart.Bias ? "bias" : "weight")}";
}
