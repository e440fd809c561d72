using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>Where the parameters are in the packed weights, and what they are in the checkpoint.</summary>
internal static class LayoutEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan)
    {
        WeightLayout weights = plan.Weights;
        List<WeightSlot> once = weights.Slots.Where(slot => !slot.IsOfLayer).ToList();
        List<WeightSlot> ofLayer = weights.Slots.Where(slot => slot.IsOfLayer).ToList();
        Places("// Where each parameter is in the packed weights, in floats.", once);
        if (ofLayer.Count > 0)
        {
            writer.Line($"// The first layer, and the distance to the next one.");
            writer.Line($"private const int FirstLayer = {weights.FirstLayer};");
            writer.Line($"private const int LayerStride = {weights.LayerStride};");
            writer.Line();
            Places("// Where each parameter of a layer is, from the layer's first float.", ofLayer);
        }

        writer.Line("// How the checkpoint's tensors are packed.");
        using (writer.Block("public static ParameterLayout[] Layout(out int length)"))
        {
            writer.Line($"length = {weights.Length};");
            if (ofLayer.Count == 0)
            {
                writer.Line("return");
                writer.Line("[");
                foreach (WeightSlot slot in once)
                {
                    writer.Line($"    {Layout(slot, plan)},");
                }

                writer.Line("];");
                return;
            }

            writer.Line($"var parameters = new ParameterLayout[{once.Count} + ({ofLayer.Count} * Layers)];");
            writer.Line("int next = 0;");
            int first = weights.Slots.TakeWhile(slot => !slot.IsOfLayer).Count();
            Once(once.Take(first));
            using (writer.Block("for (int layer = 0; layer < Layers; layer++)"))
            {
                writer.Line("int start = FirstLayer + (layer * LayerStride);");
                foreach (WeightSlot slot in ofLayer)
                {
                    writer.Line($"parameters[next++] = {Layout(slot, plan)};");
                }
            }

            writer.Line();
            Once(once.Skip(first));
            writer.Line("return parameters;");
        }

        void Once(IEnumerable<WeightSlot> slots)
        {
            foreach (WeightSlot slot in slots)
            {
                writer.Line($"parameters[next++] = {Layout(slot, plan)};");
            }
        }

        void Places(string comment, List<WeightSlot> slots)
        {
            if (slots.Count == 0)
            {
                return;
            }

            writer.Line(comment);
            foreach (WeightSlot slot in slots)
            {
                writer.Line($"private const int {slot.Name} = {slot.Offset};");
            }

            writer.Line();
        }
    }

    private static string Layout(WeightSlot slot, BodyPlan plan)
    {
        Parameter parameter = slot.Parameter;
        string text = plan.Graph.Names.Of(parameter);
        string name = slot.IsOfLayer && text.Contains("{layer}")
            ? "$" + Literals.String(text)
            : Literals.String(text);
        string place = slot.IsOfLayer ? $"start + {slot.Name}" : slot.Name;
        string layout = parameter.Packing switch
        {
            Packing.Panels => $"Panels({name}, {parameter.Shape[0]}, {parameter.Shape[1]}, {place}, lanes: {plan.Unit.Lanes}, panelVectors: {VectorUnit.PanelVectors})",
            Packing.Vector => $"Vector({name}, {parameter.Shape[0]}, {place})",
            _ => throw new InvalidOperationException($"No layout is known for {parameter.Packing}."),
        };
        string start = parameter.Start.Bound > 0
            ? $".Uniform({Literals.Float(parameter.Start.Bound)})"
            : $".Filled({Literals.Float(parameter.Start.Value)})";
        return $"ParameterLayout.{layout}{start}";
    }
}
