using ShapeGen.Comparison.Formulas;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Part = ShapeGen.Comparison.Formulas.EncoderWeights.Part;

namespace ShapeGen.Comparison.Peers;

/// <summary>
/// PyTorch, eager, in inference mode, with the operators of its functional interface, which its modules call.
/// As in Python, an operator's result is freed when the calling function ends.
/// </summary>
internal sealed class PyTorchModel : PeerModel
{
    private readonly Computation _computation;
    private readonly EncoderFormula _formula;
    private readonly EncoderWeights _weights;
    private readonly ScalarType _type;
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Layer[] _layers;
    private readonly (Tensor Gain, Tensor? Shift)? _finalNorm;
    private readonly Tensor? _scoreBias;
    private readonly (Tensor Cosines, Tensor Sines)? _rotation;
    private readonly Tensor? _input;
    private readonly long[] _normShape;

    /// <summary>The operator's own scale is 1 / √HeadDim; queries are multiplied by the remaining factor.</summary>
    private readonly float _queryScale;

    /// <param name="computation">The computation.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="input">The input rows; null if they are passed to <see cref="Encode"/>.</param>
    /// <param name="type">The type of all numbers.</param>
    public PyTorchModel(Computation computation, EncoderWeights weights, float[]? input, ScalarType type)
    {
        _computation = computation;
        _formula = computation.Encoder;
        _weights = weights;
        _type = type;
        _normShape = [_formula.Embed];
        _queryScale = _formula.Scale is { } scale ? scale * MathF.Sqrt(_formula.HeadDim) : 1;
        _input = input is null ? null : Keep("input", computation.Pad(input), computation.Batch, computation.Tokens, _formula.Embed);
        _layers = [.. Enumerable.Range(0, _formula.Layers).Select(CreateLayer)];
        _finalNorm = _formula.FinalNorm ? NormOf(weights.FinalNorm) : null;

        // For a causal mask alone, the operator's own mask is used, which skips masked pairs.
        if ((!_formula.Causal || _formula.Window > 0 || computation.IsRagged) && ScoreBias.Of(computation, weights) is { } bias)
        {
            _scoreBias = Keep("bias", bias.Values, bias.Batch, bias.Heads, bias.Queries, bias.Tokens);
        }

        if (RotaryAngles.Of(computation) is { } angles)
        {
            _rotation = (Keep("cosines", angles.Cosines, computation.Tokens, _formula.HeadDim), Keep("sines", angles.Sines, computation.Tokens, _formula.HeadDim));
        }
    }

    public override string Name => "PyTorch";

    public override float[] ReadOutput()
    {
        using IDisposable mode = inference_mode(true);
        using Tensor output = Forward();
        using Tensor singles = output.to_type(ScalarType.Float32);
        return _computation.Unpad(singles.data<float>().ToArray());
    }

    protected override void Compute()
    {
        using IDisposable mode = inference_mode(true);
        Forward().Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Forward() => Encode(_input!.alias());

    /// <summary>Frees <paramref name="x"/>.</summary>
    public Tensor Encode(Tensor x)
    {
        foreach (Layer layer in _layers)
        {
            x = Block(x, layer.Norm1, layer, Attention);
            x = Block(x, layer.Norm2, layer, FeedForward);
        }

        if (_finalNorm is { } norm)
        {
            using Tensor last = x;
            x = Norm(last, norm);
        }

        return x;
    }

    /// <summary>Frees <paramref name="input"/>.</summary>
    private Tensor Block(Tensor input, (Tensor Gain, Tensor? Shift) norm, Layer layer, Func<Tensor, Layer, Tensor> block)
    {
        using Tensor x = input;
        if (_formula.PostNorm)
        {
            using Tensor result = block(x, layer);
            using Tensor sum = x + result;
            return Norm(sum, norm);
        }

        using Tensor normed = Norm(x, norm);
        using Tensor added = block(normed, layer);
        return x + added;
    }

    private Tensor Norm(Tensor x, (Tensor Gain, Tensor? Shift) norm)
    {
        if (!_formula.RmsNorm)
        {
            return functional.layer_norm(x, _normShape, norm.Gain, norm.Shift, _formula.Epsilon);
        }

        using Tensor square = x.pow(2);
        using Tensor mean = square.mean([-1], keepdim: true);
        using Tensor shifted = mean + _formula.Epsilon;
        using Tensor inverse = shifted.rsqrt();
        using Tensor scaled = x * inverse;
        return norm.Gain * scaled;
    }

    private Tensor Attention(Tensor x, Layer layer)
    {
        using Tensor qkv = functional.linear(x, layer.Qkv.Weight, layer.Qkv.Bias);
        using Tensor heads = qkv.view(_computation.Batch, _computation.Tokens, 3, _formula.Heads, _formula.HeadDim);
        using Tensor ordered = heads.permute(2, 0, 3, 1, 4);
        using Tensor rawQuery = ordered[0], rawKey = ordered[1], value = ordered[2];
        using Tensor query = Scaled(Rotated(rawQuery)), key = Rotated(rawKey);
        using Tensor context = functional.scaled_dot_product_attention(query, key, value, _scoreBias!, 0, _formula.Causal && _scoreBias is null);
        using Tensor transposed = context.transpose(1, 2);
        using Tensor rows = transposed.reshape(_computation.Batch, _computation.Tokens, _formula.Embed);
        return functional.linear(rows, layer.Out.Weight, layer.Out.Bias);
    }

    private Tensor Scaled(Tensor query)
    {
        if (_queryScale == 1)
        {
            return query;
        }

        using Tensor unscaled = query;
        return unscaled * _queryScale;
    }

    private Tensor Rotated(Tensor x)
    {
        if (_rotation is not { } rotation)
        {
            return x.alias();
        }

        long half = _formula.HeadDim / 2;
        using Tensor first = x.narrow(-1, 0, half), second = x.narrow(-1, half, half);
        using Tensor negative = second.neg();
        using Tensor turned = cat([negative, first], -1);
        using Tensor left = x * rotation.Cosines, right = turned * rotation.Sines;
        return left + right;
    }

    private Tensor FeedForward(Tensor x, Layer layer)
    {
        using Tensor first = functional.linear(x, layer.Ffn1.Weight, layer.Ffn1.Bias);
        using Tensor hidden = Hidden(x, first, layer);
        return functional.linear(hidden, layer.Ffn2.Weight, layer.Ffn2.Bias);
    }

    private Tensor Hidden(Tensor x, Tensor first, Layer layer)
    {
        if (layer.Gate is not { } gate)
        {
            return Activate(first);
        }

        using Tensor gated = functional.linear(x, gate.Weight, gate.Bias);
        using Tensor factor = Activate(gated);
        return factor * first;
    }

    private Tensor Activate(Tensor x) => _formula.Activation switch
    {
        ActivationFunction.Relu => x.relu(),
        ActivationFunction.Silu => x.silu(),
        ActivationFunction.Gelu => x.gelu(),
        ActivationFunction.GeluTanh => x.gelu(TorchSharp.Modules.GELU.Approximate.tanh),
        _ => throw new InvalidOperationException($"No operator is known for {_formula.Activation}."),
    };

    private Layer CreateLayer(int index) => new(
        NormOf(_weights.Name(index, Part.Norm1)),
        LinearOf(_weights.Name(index, Part.Qkv)),
        LinearOf(_weights.Name(index, Part.Out)),
        NormOf(_weights.Name(index, Part.Norm2)),
        _formula.Gated ? LinearOf(_weights.Name(index, Part.Gate)) : null,
        LinearOf(_weights.Name(index, Part.Ffn1)),
        LinearOf(_weights.Name(index, Part.Ffn2)));

    private (Tensor Weight, Tensor? Bias) LinearOf(string stem) => (Keep(_weights.Weight(stem))!, Keep(_weights.Bias(stem)));

    private (Tensor Gain, Tensor? Shift) NormOf(string stem) => LinearOf(stem);

    private Tensor? Keep(WeightTensor? weight) => weight is null ? null : Keep(weight.Name, weight.Values, [.. weight.Shape.Select(size => (long)size)]);

    private Tensor Keep(string name, float[] values, params long[] shape)
    {
        using Tensor singles = tensor(values, shape);
        return _tensors[name] = singles.to_type(_type, copy: true);
    }

    private sealed record Layer(
        (Tensor Gain, Tensor? Shift) Norm1,
        (Tensor Weight, Tensor? Bias) Qkv,
        (Tensor Weight, Tensor? Bias) Out,
        (Tensor Gain, Tensor? Shift) Norm2,
        (Tensor Weight, Tensor? Bias)? Gate,
        (Tensor Weight, Tensor? Bias) Ffn1,
        (Tensor Weight, Tensor? Bias) Ffn2);
}
