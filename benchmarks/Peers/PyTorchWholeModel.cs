using ShapeGen.Comparison.Formulas;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ShapeGen.Comparison.Peers;

/// <summary>A whole model in PyTorch, eager, in inference mode, as in <see cref="PyTorchModel"/>.</summary>
internal sealed class PyTorchWholeModel : PeerModel
{
    private readonly ModelComputation _computation;
    private readonly ModelFormula _model;
    private readonly ModelWeights _weights;
    private readonly PyTorchModel _encoder;
    private readonly ScalarType _type;
    private readonly Tensor _input;
    private readonly Dictionary<string, Tensor> _tensors = [];
    private readonly Tensor? _mask;
    private readonly Tensor? _counts;

    public PyTorchWholeModel(ModelComputation computation, ModelWeights weights, ModelInput input, ScalarType type)
    {
        _computation = computation;
        _model = computation.Model;
        _weights = weights;
        _type = type;
        _encoder = new(computation.Encoder, weights.Encoder, null, type);
        Computation rows = computation.Encoder;
        if (_model.Vocabulary > 0)
        {
            _input = tensor(Padded.Ids(rows, input.Ids), [rows.Batch, rows.Tokens]);
        }
        else
        {
            long[] shape = _model.Image > 0 ? [rows.Batch, ModelFormula.Channels, _model.Image, _model.Image]
                : _model.Convolutions.Count > 0 ? [rows.Batch, _model.Convolutions[0].Inputs, computation.InputRows]
                : [rows.Batch, rows.Tokens - (_model.ClassToken ? 1 : 0), _model.Features];
            using Tensor singles = tensor(_model.Convolutions.Count > 0 ? input.ChannelsFirst(rows.Batch, computation.InputRows, _model.Convolutions[0].Inputs) : input.Floats, shape);
            _input = singles.to_type(type, copy: true);
        }

        foreach (WeightTensor weight in weights.Tensors.Except(weights.Encoder.Tensors))
        {
            Keep(weight.Name, weight.Values, [.. weight.Shape.Select(size => (long)size)]);
        }

        if (_model.MeanPooling)
        {
            _mask = Keep("mask", [.. rows.Lengths.SelectMany(length => Enumerable.Range(0, rows.Tokens).Select(token => token < length ? 1f : 0))], rows.Batch, rows.Tokens, 1);
            _counts = Keep("counts", [.. rows.Lengths.Select(length => (float)length)], rows.Batch, 1);
        }
    }

    public override string Name => "PyTorch";

    public override float[] ReadOutput()
    {
        using IDisposable mode = inference_mode(true);
        using Tensor output = Forward();
        using Tensor singles = output.to_type(ScalarType.Float32);
        return singles.data<float>().ToArray();
    }

    protected override void Compute()
    {
        using IDisposable mode = inference_mode(true);
        Forward().Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        _encoder.Dispose();
        _input.Dispose();
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Forward()
    {
        using DisposeScope scope = NewDisposeScope();
        Computation rows = _computation.Encoder;
        Tensor x = Embed();
        if (_model.ClassToken)
        {
            x = cat([_tensors[ModelWeights.ClassToken].view(1, 1, -1).expand(rows.Batch, 1, -1), x], 1);
        }

        if (_model.Positions > 0)
        {
            x = x + _tensors[ModelWeights.Positions].narrow(0, 0, rows.Tokens);
        }

        if (_model.InputNorm)
        {
            x = functional.layer_norm(
                x, [_model.Encoder.Embed], _tensors[ModelWeights.InputNorm + ".weight"], _tensors[ModelWeights.InputNorm + ".bias"], _model.Encoder.Epsilon);
        }

        x = _encoder.Encode(x);
        if (!_model.EveryToken)
        {
            x = Pool(x);
        }

        if (_model.Outputs > 0)
        {
            x = functional.linear(x, _tensors[ModelWeights.Head + ".weight"], _tensors[ModelWeights.Head + ".bias"]);
        }

        return x.MoveToOuterDisposeScope();
    }

    private Tensor Embed()
    {
        if (_model.Vocabulary > 0)
        {
            // The same as the embedding operator.
            Tensor tokens = _tensors[ModelWeights.Tokens].index_select(0, _input.flatten()).view(_computation.Encoder.Batch, _computation.Encoder.Tokens, -1);
            return _model.Types > 0 ? tokens + _tensors[ModelWeights.Types].narrow(0, 0, 1) : tokens;
        }

        if (_model.Convolutions.Count > 0)
        {
            Tensor channels = _input;
            for (int index = 0; index < _model.Convolutions.Count; index++)
            {
                ConvolutionFormula convolution = _model.Convolutions[index];
                string stem = ModelWeights.Convolution(index);
                channels = functional.conv1d(channels, _tensors[stem + ".weight"], _tensors[stem + ".bias"], convolution.Stride, convolution.Padding).gelu();
            }

            return channels.transpose(1, 2);
        }

        return _model.Image > 0
            ? functional.conv2d(_input, _tensors[ModelWeights.Patches + ".weight"], _tensors[ModelWeights.Patches + ".bias"], [_model.Patch, _model.Patch]).flatten(2).transpose(1, 2)
            : functional.linear(_input, _tensors[ModelWeights.Projection + ".weight"], _tensors[ModelWeights.Projection + ".bias"]);
    }

    private Tensor Pool(Tensor x)
    {
        if (!_model.MeanPooling)
        {
            return x.select(1, 0);
        }

        Tensor mean = (x * _mask!).sum(1) / _counts!;
        return _model.Normalize ? functional.normalize(mean, 2, 1) : mean;
    }

    private Tensor Keep(string name, float[] values, params long[] shape)
    {
        using Tensor singles = tensor(values, shape);
        return _tensors[name] = singles.to_type(_type, copy: true);
    }
}
