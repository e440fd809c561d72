using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>Where the parameters are in the packed weights, and what they are in the checkpoint.</summary>
internal static class LayoutEmitter
{
    public static void Emit(SourceWriter writer, PlanSet plans, LaneNumbers numbers)
    {
        WeightLayout weights = plans.Any.Weights;
        List<WeightSlot> once = weights.Slots.Where(slot => !slot.IsOfLayer).ToList();
        List<WeightSlot> ofLayer = weights.Slots.Where(slot => slot.IsOfLayer).ToList();
        Places("// Where each parameter is in the packed weights, in floats.", once);
        if (ofLayer.Count > 0)
        {
            writer.Line($"// The first layer, and the distance to the next one.");
            writer.Line(numbers.Constant("FirstLayer", plans.Numbers(plan => plan.Weights.FirstLayer)));
            writer.Line(numbers.Constant("LayerStride", plans.Numbers(plan => plan.Weights.LayerStride)));
            writer.Line();
            Places("// Where each parameter of a layer is, from the layer's first float.", ofLayer);
        }

        writer.Line("// How the checkpoint's tensors are packed.");
        using (writer.Block("public static ParameterLayout[] Layout(out int length)"))
        {
            writer.Line($"length = {numbers.Expression(plans.Numbers(plan => plan.Weights.Length))};");
            if (ofLayer.Count == 0)
            {
                writer.Line("return");
                writer.Line("[");
                foreach (WeightSlot slot in once)
                {
                    writer.Line($"    {Layout(slot, "").Replace("\n", "\n    ")},");
                }

                writer.Line("];");
                return;
            }

            long absent = ofLayer.Sum(slot => slot.Parameter.FirstLayer);
            writer.Line($"var parameters = new ParameterLayout[{once.Count} + ({ofLayer.Count} * Layers){(absent == 0 ? "" : $" - {Literals.Integer(absent)}")}];");
            writer.Line("int next = 0;");
            int first = weights.Slots.TakeWhile(slot => !slot.IsOfLayer).Count();
            Add(once.Take(first), "");
            using (writer.Block("for (int layer = 0; layer < Layers; layer++)"))
            {
                writer.Line("int start = FirstLayer + (layer * LayerStride);");
                string stem = LayoutNames.Stem(ofLayer.SelectMany(slot => slot.Sources));
                if (stem.Length > 0)
                {
                    writer.Line($"string {LayoutNames.StemVariable} = ${Literals.String(stem)};");
                }

                Add(ofLayer, stem);
            }

            writer.Line();
            Add(once.Skip(first), "");
            writer.Line("return parameters;");
        }

        void Add(IEnumerable<WeightSlot> slots, string stem)
        {
            foreach (WeightSlot slot in slots)
            {
                string added = $"parameters[next++] = {Layout(slot, stem)};";
                if (slot.Parameter.FirstLayer == 0)
                {
                    writer.Line(added);
                    continue;
                }

                using (writer.Block($"if (layer >= {Literals.Integer(slot.Parameter.FirstLayer)})"))
                {
                    writer.Line(added);
                }
            }
        }

        void Places(string comment, List<WeightSlot> all)
        {
            List<WeightSlot> slots = all.Where(slot => slot.Packing != Packing.Factors).ToList();
            if (slots.Count == 0)
            {
                return;
            }

            writer.Line(comment);
            foreach (WeightSlot slot in slots)
            {
                writer.Line(numbers.Constant(slot.Name, plans.Offsets(slot)));
            }

            writer.Line();
        }
    }

    private static string Place(WeightSlot slot) => slot.IsOfLayer ? $"start + {slot.Name}" : slot.Name;

    /// <summary>The layout of a slot, with each way in which a checkpoint may hold it.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="stem">What a variable holds of the layer's names.</param>
    private static string Layout(WeightSlot slot, string stem)
    {
        Parameter parameter = slot.Parameter;
        LayoutNames names = new(slot.IsOfLayer, stem);
        if (slot.Packing == Packing.Sinusoids)
        {
            return $"ParameterLayout.Positions({parameter.Shape[0]}, {parameter.Shape[1]}, {Place(slot)}, global::ShapeGen.Sinusoid.{parameter.Sinusoid})";
        }

        IReadOnlyList<TensorSource> sources = slot.Sources.Count > 0 ? slot.Sources : throw new InvalidOperationException($"No name is known for {parameter.Role}.");
        string source = names.Of(sources[0]);
        string place = Place(slot);
        string layout = slot.Packing switch
        {
            Packing.Panels => $"Panels({source}, {parameter.Shape[0]}, {parameter.Shape[1]}, {place}, lanes: {CallWriter.Kernels}.Lanes, panelVectors: {VectorUnit.PanelVectors})",
            Packing.Rows => $"Rows({source}, {parameter.Shape[0]}, {parameter.Shape[1]}, {place})",
            Packing.Vector => $"Vector({source}, {parameter.Shape[0]}, {place})",
            Packing.Factors => Factors(slot.Scaled!.Value.Matrix, slot.Scaled!.Value.Bias),
            Packing.Distances => Distances(parameter.Buckets!),
            _ => throw new InvalidOperationException($"No layout is known for {slot.Packing}."),
        };
        string ofConvolution = parameter.Kernel is { } kernel ? $".Convolution(kernel: {Literals.Integer(kernel)})" : "";
        string start = parameter.Start switch
        {
            { Deviation: > 0 and var deviation } => $".Normal({Literals.Float(deviation)})",
            { Bound: > 0 and var bound } => $".Uniform({Literals.Float(bound)})",
            { Value: var value } => $".Filled({Literals.Float(value)})",
        };
        string others = string.Concat(parameter.OtherShapes.Select(shape => $"\n    .Or({string.Join(", ", shape)})"))
            + string.Concat(sources.Skip(1).Select(other => $"\n    .Or({names.Of(other)})"));
        return $"ParameterLayout.{layout}{ofConvolution}{start}{others}";

        string Factors(WeightSlot matrix, WeightSlot? bias)
        {
            int inputs = matrix.Parameter.Shape[1];
            string ofBias = bias is null ? "" : $", bias: {Place(bias)}";
            return $"Factors({source}, {parameter.Shape[0]}, {inputs}, {Place(matrix)}, lanes: {CallWriter.Kernels}.Lanes, panelVectors: {VectorUnit.PanelVectors}{ofBias})";
        }

        string Distances(DistanceBuckets buckets) =>
            $"Distances({source}, {parameter.Shape[0]}, {parameter.Shape[1]}, {place}, lanes: {CallWriter.Kernels}.Lanes, maxDistance: {Literals.Integer(buckets.MaxDistance)}, isCausal: {(buckets.IsCausal ? "true" : "false")}, divisor: {Literals.Double(buckets.Divisor)})";
    }
}
