using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Emission;

/// <summary>Where the parameters are in the packed weights, and what they are in the checkpoint.</summary>
internal static class LayoutEmitter
{
    public static void Emit(SourceWriter writer, PlanSet plans, LaneNumbers numbers)
    {
        WeightLayout weights = plans.Any.Weights;
        Places("// Where each parameter is in the packed weights, in floats.", null);
        for (int i = 0; i < weights.Stacks.Count; i++)
        {
            int index = i;
            LayerStack stack = weights.Stacks[i];
            writer.Line($"// The first layer, and the distance to the next one.");
            writer.Line(numbers.Constant(stack.FirstLayerConstant, plans.Numbers(plan => plan.Weights.Stacks[index].FirstLayer)));
            writer.Line(numbers.Constant(stack.StrideConstant, plans.Numbers(plan => plan.Weights.Stacks[index].LayerStride)));
            writer.Line();
            Places("// Where each parameter of a layer is, from the layer's first float.", stack);
        }

        writer.Line("// How the checkpoint's tensors are packed.");
        using (writer.Block("public static ParameterLayout[] Layout(out int length)"))
        {
            writer.Line($"length = {numbers.Expression(plans.Numbers(plan => plan.Weights.Length))};");
            if (weights.Stacks.Count == 0)
            {
                writer.Line("return");
                writer.Line("[");
                foreach (WeightSlot slot in weights.Slots)
                {
                    writer.Line($"    {Layout(slot, "").Replace("\n", "\n    ")},");
                }

                writer.Line("];");
                return;
            }

            writer.Line($"var parameters = new ParameterLayout[{string.Join("", weights.Stacks.Select(Count).Prepend(Literals.Integer(weights.Slots.Count(slot => slot.Stack is null))))}];");
            writer.Line("int next = 0;");
            List<WeightSlot> left = [.. weights.Slots];
            foreach (LayerStack stack in weights.Stacks)
            {
                Add(TakeBefore(stack, left), "");
                List<WeightSlot> ofLayer = left.Where(slot => slot.Stack == stack).ToList();
                if (ofLayer.Count == 0)
                {
                    continue;
                }

                using (writer.Block($"for (int layer = 0; layer < {stack.LayersConstant}; layer++)"))
                {
                    writer.Line($"int start = {stack.FirstLayerConstant} + (layer * {stack.StrideConstant});");
                    string stem = LayoutNames.Stem(ofLayer.SelectMany(slot => slot.Sources));
                    if (stem.Length > 0)
                    {
                        writer.Line($"string {LayoutNames.StemVariable} = ${Literals.String(stem)};");
                    }

                    Add(ofLayer, stem);
                }

                writer.Line();
                left.RemoveAll(slot => slot.Stack == stack);
            }

            Add(left, "");
            writer.Line("return parameters;");
        }

        string Count(LayerStack stack)
        {
            List<WeightSlot> slots = weights.Slots.Where(slot => slot.Stack == stack).ToList();
            int absent = slots.Sum(slot => slot.Parameter.FirstLayer);
            return $" + ({Literals.Integer(slots.Count)} * {stack.LayersConstant}){(absent == 0 ? "" : $" - {Literals.Integer(absent)}")}";
        }

        // What is left of the slots that come before a stack, in the order of the model.
        static List<WeightSlot> TakeBefore(LayerStack stack, List<WeightSlot> left)
        {
            List<WeightSlot> before = left.TakeWhile(slot => slot.Stack != stack).ToList();
            left.RemoveRange(0, before.Count);
            return before;
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

        void Places(string comment, LayerStack? stack)
        {
            List<WeightSlot> slots = weights.Slots.Where(slot => slot.Stack == stack && slot.Packing != Packing.Factors).ToList();
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

    private static string Place(WeightSlot slot) => slot.Stack is null ? slot.Name : $"start + {slot.Name}";

    /// <summary>The layout of a slot, with each way in which a checkpoint may hold it.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="stem">What a variable holds of the layer's names.</param>
    private static string Layout(WeightSlot slot, string stem)
    {
        Parameter parameter = slot.Parameter;
        LayoutNames names = new(slot.Stack is not null, stem);
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
