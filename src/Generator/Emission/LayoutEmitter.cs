using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Attention;
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
                foreach (string layout in once.SelectMany(slot => Layouts(slot, plan)))
                {
                    writer.Line($"    {layout},");
                }

                writer.Line("];");
                return;
            }

            writer.Line($"var parameters = new ParameterLayout[{Count(once)} + ({Count(ofLayer)} * Layers)];");
            writer.Line("int next = 0;");
            int first = weights.Slots.TakeWhile(slot => !slot.IsOfLayer).Count();
            Add(once.Take(first));
            using (writer.Block("for (int layer = 0; layer < Layers; layer++)"))
            {
                writer.Line("int start = FirstLayer + (layer * LayerStride);");
                Add(ofLayer);
            }

            writer.Line();
            Add(once.Skip(first));
            writer.Line("return parameters;");
        }

        int Count(IEnumerable<WeightSlot> slots) => slots.Sum(slot => Layouts(slot, plan).Count());

        void Add(IEnumerable<WeightSlot> slots)
        {
            foreach (string layout in slots.SelectMany(slot => Layouts(slot, plan)))
            {
                writer.Line($"parameters[next++] = {layout};");
            }
        }

        void Places(string comment, List<WeightSlot> all)
        {
            List<WeightSlot> slots = all.Where(slot => slot.Parameter.Packing != Packing.Factors).ToList();
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

    /// <summary>A slot's tensor, or those of its parts where it is not whole: what lies between stays zero.</summary>
    private static IEnumerable<string> Layouts(WeightSlot slot, BodyPlan plan)
    {
        Parameter parameter = slot.Parameter;
        if (parameter.IsWhole)
        {
            yield return Layout(slot, parameter, plan.Graph.Names.Of(parameter), 0, plan);
            yield break;
        }

        if (parameter.Packing != Packing.Vector)
        {
            throw new InvalidOperationException($"No layout is known for parts of {parameter.Packing}.");
        }

        int offset = 0;
        foreach (OutputPart part in parameter.Parts)
        {
            if (part.IsThere)
            {
                yield return Layout(slot, parameter with { Shape = new([part.Length]) }, plan.Graph.Names.Of(parameter, part), offset, plan);
            }

            offset += part.Length;
        }
    }

    private static string Place(WeightSlot slot) => slot.IsOfLayer ? $"start + {slot.Name}" : slot.Name;

    private static string Layout(WeightSlot slot, Parameter parameter, string text, int offset, BodyPlan plan)
    {
        string name = slot.IsOfLayer && text.Contains("{layer}")
            ? "$" + Literals.String(text)
            : Literals.String(text);
        string place = Place(slot) + (offset == 0 ? "" : $" + {Literals.Integer(offset)}");
        string layout = parameter.Packing switch
        {
            Packing.Panels => $"Panels({name}, {parameter.Shape[0]}, {parameter.Shape[1]}, {place}, lanes: {plan.Unit.Lanes}, panelVectors: {VectorUnit.PanelVectors})",
            Packing.Vector => $"Vector({name}, {parameter.Shape[0]}, {place})",
            Packing.Factors => Factors(slot.Scaled!.Value.Matrix, slot.Scaled!.Value.Bias),
            Packing.Distances => Distances(parameter.Buckets!),
            _ => throw new InvalidOperationException($"No layout is known for {parameter.Packing}."),
        };
        string start = parameter.Start switch
        {
            { Deviation: > 0 and var deviation } => $".Normal({Literals.Float(deviation)})",
            { Bound: > 0 and var bound } => $".Uniform({Literals.Float(bound)})",
            { Value: var value } => $".Filled({Literals.Float(value)})",
        };
        return $"ParameterLayout.{layout}{start}";

        string Factors(WeightSlot matrix, WeightSlot? bias)
        {
            int inputs = matrix.Parameter.Shape[1];
            string ofBias = bias is null ? "" : $", bias: {Place(bias)}";
            return $"Factors({name}, {parameter.Shape[0]}, {inputs}, {Place(matrix)}, lanes: {plan.Unit.Lanes}, panelVectors: {VectorUnit.PanelVectors}{ofBias})";
        }

        string Distances(DistanceBuckets buckets) =>
            $"Distances({name}, {parameter.Shape[0]}, {parameter.Shape[1]}, {place}, lanes: {plan.Unit.Lanes}, maxDistance: {Literals.Integer(buckets.MaxDistance)}, isCausal: {(buckets.IsCausal ? "true" : "false")}, divisor: {Literals.Double(buckets.Divisor)})";
    }
}
