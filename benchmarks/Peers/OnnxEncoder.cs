using ShapeGen.Comparison.Formulas;
using Part = ShapeGen.Comparison.Formulas.EncoderWeights.Part;

namespace ShapeGen.Comparison.Peers;

/// <summary>
/// A formula as an ONNX graph for exactly the shapes of a computation, with the operators that PyTorch's exporter writes, so that ONNX
/// Runtime's fusions apply.
/// </summary>
internal sealed class OnnxEncoder(Computation computation, EncoderWeights weights, OnnxGraph graph)
{
    private const string Input = "input";

    private readonly OnnxGraph _graph = graph;
    private readonly EncoderFormula _formula = computation.Encoder;
    private readonly RotaryAngles? _angles = RotaryAngles.Of(computation);
    private readonly ScoreBias? _bias = ScoreBias.Of(computation, weights);
    private string? _scoreBias;
    private (string Cosines, string Sines)? _rotation;

    /// <returns>The file's bytes.</returns>
    public static byte[] ToModel(Computation computation, EncoderWeights weights)
    {
        OnnxGraph graph = new();
        string result = new OnnxEncoder(computation, weights, graph).Add(Input);
        long[] shape = [computation.Batch, computation.Tokens, computation.Encoder.Embed];
        return graph.ToModel(Input, OnnxGraph.SingleType, shape, result, shape);
    }

    /// <summary>Adds the layers.</summary>
    /// <param name="x">The input rows.</param>
    /// <returns>The output rows.</returns>
    public string Add(string x)
    {
        _scoreBias = _bias is null ? null : _graph.Constant(_bias.Values, _bias.Batch, _bias.Heads, _bias.Queries, _bias.Tokens);
        if (_angles is not null)
        {
            _rotation = (Angles(_angles.Cosines), Angles(_angles.Sines));
        }

        for (int layer = 0; layer < _formula.Layers; layer++)
        {
            x = Block(x, weights.Name(layer, Part.Norm1), Attention, layer);
            x = Block(x, weights.Name(layer, Part.Norm2), FeedForward, layer);
        }

        if (_formula.FinalNorm)
        {
            x = Norm(x, weights.FinalNorm);
        }

        return x;
    }

    private string Block(string x, string norm, Func<string, int, string> block, int layer) => _formula.PostNorm
        ? Norm(_graph.Node("Add", [x, block(x, layer)]), norm)
        : _graph.Node("Add", [x, block(Norm(x, norm), layer)]);

    public string Norm(string x, string stem) => Norm(x, weights.Weight(stem), weights.Bias(stem));

    public string Norm(string x, WeightTensor weight, WeightTensor? bias)
    {
        string gain = Vector(weight);
        if (!_formula.RmsNorm)
        {
            string shift = Vector(bias ?? new WeightTensor("", [_formula.Embed], new float[_formula.Embed]));
            return _graph.Node("LayerNormalization", [x, gain, shift], ("axis", -1), ("epsilon", _formula.Epsilon));
        }

        string square = _graph.Node("Pow", [x, _graph.Scalar(2)]);
        string mean = _graph.Node("ReduceMean", [square], ("axes", (int[])[-1]), ("keepdims", 1));
        string root = _graph.Node("Sqrt", [_graph.Node("Add", [mean, _graph.Scalar(_formula.Epsilon)])]);
        string inverse = _graph.Node("Div", [_graph.Scalar(1), root]);
        return _graph.Node("Mul", [_graph.Node("Mul", [x, inverse]), gain]);
    }

    private string Attention(string x, int layer)
    {
        IReadOnlyList<string> qkv = _graph.Nodes("Split", [Linear(x, weights.Name(layer, Part.Qkv))], 3, ("axis", -1));
        string query = Rotate(Heads(qkv[0])), key = Rotate(Heads(qkv[1])), value = Heads(qkv[2]);
        if (_formula.ScoreScale != 1)
        {
            query = _graph.Node("Mul", [query, _graph.Scalar(_formula.ScoreScale)]);
        }

        string scores = _graph.Node("MatMul", [query, _graph.Node("Transpose", [key], ("perm", (int[])[0, 1, 3, 2]))]);
        if (_scoreBias is not null)
        {
            scores = _graph.Node("Add", [scores, _scoreBias]);
        }

        string context = _graph.Node("MatMul", [_graph.Node("Softmax", [scores], ("axis", -1)), value]);
        string rows = _graph.Node("Transpose", [context], ("perm", (int[])[0, 2, 1, 3]));
        return Linear(Reshape(rows, computation.Batch, computation.Tokens, _formula.Embed), weights.Name(layer, Part.Out));
    }

    private string FeedForward(string x, int layer)
    {
        string first = Linear(x, weights.Name(layer, Part.Ffn1));
        string hidden = _formula.Gated
            ? _graph.Node("Mul", [Activate(Linear(x, weights.Name(layer, Part.Gate))), first])
            : Activate(first);
        return Linear(hidden, weights.Name(layer, Part.Ffn2));
    }

    private string Activate(string x) => Activate(x, _formula.Activation);

    public string Activate(string x, ActivationFunction activation)
    {
        switch (activation)
        {
            case ActivationFunction.Relu:
                return _graph.Node("Relu", [x]);
            case ActivationFunction.Silu:
                return _graph.Node("Mul", [x, _graph.Node("Sigmoid", [x])]);
            case ActivationFunction.Gelu:
                string erf = _graph.Node("Erf", [_graph.Node("Div", [x, _graph.Scalar(MathF.Sqrt(2))])]);
                return Half(x, erf);
            case ActivationFunction.GeluTanh:
                string cube = _graph.Node("Pow", [x, _graph.Scalar(3)]);
                string inner = _graph.Node("Add", [x, _graph.Node("Mul", [cube, _graph.Scalar(0.044715f)])]);
                return Half(x, _graph.Node("Tanh", [_graph.Node("Mul", [inner, _graph.Scalar(MathF.Sqrt(2 / MathF.PI))])]));
            default:
                throw new InvalidOperationException($"No operators are known for {activation}.");
        }
    }

    // (x · ½) · (1 + y)
    private string Half(string x, string y) =>
        _graph.Node("Mul", [_graph.Node("Mul", [x, _graph.Scalar(0.5f)]), _graph.Node("Add", [y, _graph.Scalar(1)])]);

    /// <summary>x · cos + (-second half, first half) · sin.</summary>
    private string Rotate(string x)
    {
        if (_rotation is not { } rotation)
        {
            return x;
        }

        IReadOnlyList<string> halves = _graph.Nodes("Split", [x], 2, ("axis", -1));
        string turned = _graph.Node("Concat", [_graph.Node("Neg", [halves[1]]), halves[0]], ("axis", -1));
        return _graph.Node("Add", [_graph.Node("Mul", [x, rotation.Cosines]), _graph.Node("Mul", [turned, rotation.Sines])]);
    }

    private string Linear(string x, string stem) => Linear(x, weights.Weight(stem), weights.Bias(stem));

    public string Linear(string x, WeightTensor weight, WeightTensor? bias)
    {
        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        float[] transposed = new float[weight.Values.Length];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                transposed[(input * outputs) + output] = weight.Values[(output * inputs) + input];
            }
        }

        string product = _graph.Node("MatMul", [x, _graph.Constant(transposed, inputs, outputs)]);
        return bias is null ? product : _graph.Node("Add", [Vector(bias), product]);
    }

    private string Heads(string x) => _graph.Node(
        "Transpose", [Reshape(x, computation.Batch, computation.Tokens, _formula.Heads, _formula.HeadDim)], ("perm", (int[])[0, 2, 1, 3]));

    public string Reshape(string x, params ReadOnlySpan<long> shape) => _graph.Node("Reshape", [x, _graph.Constant(shape, shape.Length)]);

    private string Vector(WeightTensor tensor) => _graph.Constant(tensor.Values, tensor.Values.Length);

    private string Angles(float[] values) => _graph.Constant(values, 1, 1, computation.Tokens, _formula.HeadDim);
}
