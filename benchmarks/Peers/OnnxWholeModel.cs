using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Peers;

/// <summary>A whole model as an ONNX graph for exactly the shapes of a computation, with the operators that PyTorch's exporter writes.</summary>
internal static class OnnxWholeModel
{
    public const string Input = "input";

    /// <returns>The file's bytes.</returns>
    public static byte[] Create(ModelComputation computation, ModelWeights weights)
    {
        ModelFormula model = computation.Model;
        Computation rows = computation.Encoder;
        OnnxGraph graph = new();
        OnnxEncoder encoder = new(rows, weights.Encoder, graph);
        int embed = model.Encoder.Embed;

        string x = Embed(out int type, out long[] shape);
        if (model.ClassToken)
        {
            string token = graph.Constant(Repeated(weights[ModelWeights.ClassToken].Values, rows.Batch), rows.Batch, 1, embed);
            x = graph.Node("Concat", [token, x], ("axis", 1));
        }

        if (model.Positions > 0)
        {
            x = graph.Node("Add", [x, graph.Constant(weights[ModelWeights.Positions].Values.AsSpan(0, rows.Tokens * embed), 1, rows.Tokens, embed)]);
        }

        if (model.InputNorm)
        {
            x = encoder.Norm(x, weights[ModelWeights.InputNorm + ".weight"], weights[ModelWeights.InputNorm + ".bias"]);
        }

        x = encoder.Add(x);
        if (!model.EveryToken)
        {
            x = Pool(x);
        }

        if (model.Outputs > 0)
        {
            x = encoder.Linear(x, weights[ModelWeights.Head + ".weight"], weights[ModelWeights.Head + ".bias"]);
        }

        return graph.ToModel(Input, type, shape, x, ResultShape(computation));

        string Embed(out int type, out long[] shape)
        {
            type = OnnxGraph.SingleType;
            if (model.Vocabulary > 0)
            {
                (type, shape) = (OnnxGraph.LongType, [rows.Batch, rows.Tokens]);
                string tokens = graph.Node("Gather", [graph.Constant(weights[ModelWeights.Tokens].Values, model.Vocabulary, embed), Input], ("axis", 0));
                return model.Types == 0
                    ? tokens
                    : graph.Node("Add", [tokens, graph.Constant(weights[ModelWeights.Types].Values.AsSpan(0, embed), 1, 1, embed)]);
            }

            if (model.Image > 0)
            {
                shape = [rows.Batch, ModelFormula.Channels, model.Image, model.Image];
                WeightTensor weight = weights[ModelWeights.Patches + ".weight"];
                string patches = graph.Node(
                    "Conv",
                    [Input, graph.Constant(weight.Values, [.. weight.Shape.Select(size => (long)size)]), graph.Constant(weights[ModelWeights.Patches + ".bias"].Values, embed)],
                    ("kernel_shape", (int[])[model.Patch, model.Patch]), ("strides", (int[])[model.Patch, model.Patch]));
                int side = model.Image / model.Patch;
                return graph.Node("Transpose", [encoder.Reshape(patches, rows.Batch, embed, side * side)], ("perm", (int[])[0, 2, 1]));
            }

            if (model.Convolutions.Count > 0)
            {
                shape = [rows.Batch, model.Convolutions[0].Inputs, computation.InputRows];
                string channels = Input;
                for (int index = 0; index < model.Convolutions.Count; index++)
                {
                    ConvolutionFormula convolution = model.Convolutions[index];
                    WeightTensor weight = weights[ModelWeights.Convolution(index) + ".weight"];
                    string sums = graph.Node(
                        "Conv",
                        [channels, graph.Constant(weight.Values, [.. weight.Shape.Select(size => (long)size)]), graph.Constant(weights[ModelWeights.Convolution(index) + ".bias"].Values, convolution.Outputs)],
                        ("kernel_shape", (int[])[convolution.Kernel]), ("strides", (int[])[convolution.Stride]), ("pads", (int[])[convolution.Padding, convolution.Padding]));
                    channels = encoder.Activate(sums, ActivationFunction.Gelu);
                }

                return graph.Node("Transpose", [channels], ("perm", (int[])[0, 2, 1]));
            }

            shape = [rows.Batch, rows.Tokens - (model.ClassToken ? 1 : 0), model.Features];
            return encoder.Linear(Input, weights[ModelWeights.Projection + ".weight"], weights[ModelWeights.Projection + ".bias"]);
        }

        string Pool(string all)
        {
            if (!model.MeanPooling)
            {
                return graph.Node("Gather", [all, graph.Index(0)], ("axis", 1));
            }

            // As sentence-transformers does: the sum under the mask, divided by the tokens.
            string seen = graph.Node("Mul", [all, graph.Constant(Mask(), rows.Batch, rows.Tokens, 1)]);
            string sum = graph.Node("ReduceSum", [seen, graph.Constant([1L], 1)], ("keepdims", 0));
            string mean = graph.Node("Div", [sum, graph.Constant([.. rows.Lengths.Select(length => (float)length)], rows.Batch, 1)]);
            if (!model.Normalize)
            {
                return mean;
            }

            string length = graph.Node("ReduceL2", [mean], ("axes", (int[])[-1]), ("keepdims", 1));
            return graph.Node("Div", [mean, graph.Node("Clip", [length, graph.Scalar(1e-12f)])]);
        }

        float[] Mask() => [.. rows.Lengths.SelectMany(length => Enumerable.Range(0, rows.Tokens).Select(token => token < length ? 1f : 0))];
    }

    public static IReadOnlyList<long> ResultShape(ModelComputation computation) => computation.Model.EveryToken
        ? [computation.Encoder.Batch, computation.Encoder.Tokens, computation.Model.OutputWidth]
        : [computation.Encoder.Batch, computation.Model.OutputWidth];

    private static float[] Repeated(float[] values, int count) => [.. Enumerable.Repeat(values, count).SelectMany(row => row)];
}
