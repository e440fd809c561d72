using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Operations.Normalisation;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Makes the model that a file has under the names of a candidate: what is there and how wide it is from tensors, the rest from configuration and family.</summary>
internal sealed class ModelBuilder
{
    /// <summary>Features of a head, the usual ones first.</summary>
    private static readonly int[] HeadWidths = [64, 32, 80, 96, 48, 40, 16, 8, 4];

    private readonly Candidate _candidate;
    private readonly KnownFamily _family;
    private readonly RoleIndex _roles;
    private readonly ConfigFacts _config;
    private readonly SuggestionOptions _options;
    private readonly RemarkList _remarks;

    private ModelBuilder(Candidate candidate, CheckpointFacts facts, SuggestionOptions options)
    {
        _candidate = candidate;
        _family = candidate.Family;
        _roles = candidate.Roles;
        _config = new(facts, _family.ConfigPart);
        _options = options;
        _remarks = new(_family);
    }

    /// <summary>The model, and what was assumed.</summary>
    /// <exception cref="UndeclarableException">What the file has cannot be declared.</exception>
    public static (EncoderModule Module, IReadOnlyList<Remark> Remarks) Build(Candidate candidate, CheckpointFacts facts, SuggestionOptions options)
    {
        ModelBuilder builder = new(candidate, facts, options);
        EncoderModule frame = builder.Frame();
        HeaderIndex index = new(facts, candidate.Outer);
        EncoderModule module = EncoderSolver.Solve(frame, index).Module;
        return (module, builder._remarks.All);
    }

    private EncoderModule Frame()
    {
        bool isTransposed = _candidate.Names.IsTransposed;
        HeaderTensor second = Weight(Role.Ffn2);
        int embed = Size(second, isTransposed ? 1 : 0);
        int ffn = Size(second, isTransposed ? 0 : 1);
        NormSettings norm = Norm();
        AttentionDeclaration attention = Attention(embed, isTransposed);
        FeedForwardDeclaration block = Block(ffn);
        bool hasFinalNorm = _roles.Find(Role.FinalNorm, TensorPart.Weight) is not null;
        _remarks.Norms(norm, hasFinalNorm, hasEpsilon: _config.Epsilon is not null);
        StageBuilder stages = new(_candidate, _config, _options, _remarks, norm);
        return new(
            _roles.Layers, attention, block, Placement(), norm, hasFinalNorm ? norm : null, _roles.Find(Role.LayerScale1, TensorPart.Weight) is not null,
            _options.LayersOnly ? null : stages.Build(embed), _candidate.Names, null)
        {
            Tokens = _options.LayersOnly ? null : stages.Tokens,
        };
    }

    private NormPlacement Placement()
    {
        _remarks.Placement(_family.Placement);
        return _family.Placement;
    }

    private NormSettings Norm()
    {
        bool hasBias = _roles.Find(Role.Norm2, TensorPart.Bias) is not null;
        bool anyBias = _roles.Find(Role.Ffn2, TensorPart.Bias) is not null || _roles.Find(Role.Out, TensorPart.Bias) is not null;

        // A norm without a bias among layers that have one is most often an RMS norm; so is one of a gated block.
        NormKind kind = hasBias || _family.IsSpecific ? _family.NormKind : anyBias || _roles.IsGated ? NormKind.Rms : NormKind.Layer;
        if (!hasBias && !_family.IsSpecific)
        {
            _remarks.NormKind(kind);
        }

        return new(kind, _config.Epsilon?.Value ?? _family.Epsilon, hasBias && kind == NormKind.Layer);
    }

    private AttentionDeclaration Attention(int embed, bool isTransposed)
    {
        int total = Size(Weight(Role.Out), isTransposed ? 0 : 1);
        HeaderTensor? relative = _roles.Find(Role.RelativeBias, TensorPart.Weight);
        int heads = Heads(embed, total, relative);
        int headDim = total / heads;
        (bool qkvBias, bool keyBias) = Biases();
        Band band = Band();
        PositionSettings position = Position(headDim, relative);
        _remarks.Attention(position.Kind, band, position, isConfigured: _config.Window is not null || _config.RotaryTheta is not null);
        return new(embed, heads, heads, headDim, _family.Scale, qkvBias, keyBias, _roles.Find(Role.Out, TensorPart.Bias) is not null, band, position);
    }

    private int Heads(int embed, int total, HeaderTensor? relative)
    {
        if (_options.Heads is { } asked)
        {
            return asked > 0 && total % asked == 0 ? asked : throw new UndeclarableException($"'{Weight(Role.Out).Name}' {Weight(Role.Out).ShapeText} has the results of all heads, and {Literals.Integer(total)} is no multiple of {Literals.Integer(asked)} heads");
        }

        if (relative is { Shape.Count: 2 } && relative.Shape[1] is > 0 and <= int.MaxValue && total % relative.Shape[1] == 0)
        {
            return (int)relative.Shape[1];
        }

        if (_config.Heads is { } said && total % said.Value == 0)
        {
            return said.Value;
        }

        if (_config.HeadDim is { } headDim && total % headDim.Value == 0)
        {
            return total / headDim.Value;
        }

        int keys = KeyRows(total);
        int width = _family.Heads(embed) is { } usual && total % usual == 0 && keys % (total / usual) == 0
            ? total / usual
            : HeadWidths.Where(size => size < total).FirstOrDefault(size => total % size == 0 && keys % size == 0) is var known and > 0 ? known : Common(total, keys);
        int heads = total / width;
        _remarks.Heads(heads, total);
        return heads;
    }

    /// <summary>Rows of the keys, which are fewer than those of the queries where heads share them.</summary>
    private int KeyRows(int total)
    {
        int outputs = _candidate.Names.IsTransposed ? 1 : 0;
        long rows = _roles.Find(Role.Qkv, TensorPart.Weight) is { Shape.Count: 2 } fused ? (fused.Shape[outputs] - total) / 2
            : _roles.Find(Role.Key, TensorPart.Weight) is { Shape.Count: 2 } key ? key.Shape[outputs]
            : total;
        return rows is > 0 and <= int.MaxValue ? (int)rows : total;
    }

    private static int Common(int a, int b) => b == 0 ? a : Common(b, a % b);

    private (bool Qkv, bool Key) Biases()
    {
        if (_roles.Find(Role.Qkv, TensorPart.Weight) is not null)
        {
            bool whole = _roles.Find(Role.Qkv, TensorPart.Bias) is not null;
            return whole ? (true, true) : (_roles.HasPart(Role.Qkv, "q"), false);
        }

        bool query = _roles.Find(Role.Query, TensorPart.Bias) is not null;
        return (query, query && _roles.Find(Role.Key, TensorPart.Bias) is not null);
    }

    private Band Band()
    {
        int? reach = (_config.Window?.Value ?? _family.Window) / 2;
        int? forward = _family.Mask switch
        {
            AttentionMask.None => reach,
            AttentionMask.Causal => 0,
            _ => throw new InvalidOperationException($"No band is known for {_family.Mask}."),
        };
        return new(reach, forward, reach is null ? 0 : _config.GlobalEvery?.Value ?? _family.GlobalEvery);
    }

    private PositionSettings Position(int headDim, HeaderTensor? relative)
    {
        PositionEncoding kind = (relative, _config.PositionType) switch
        {
            ({ Shape.Count: 2 }, _) => PositionEncoding.RelativeBuckets,
            (_, "alibi") => PositionEncoding.Alibi,
            (_, "relative_key" or "relative_key_query") => throw new UndeclarableException($"position_embedding_type is {_config.PositionType} in config.json: products of tokens with learned distances, which no Position declares"),
            _ => _family.Position,
        };
        switch (kind)
        {
            case PositionEncoding.None or PositionEncoding.Alibi:
                return PositionSettings.None with { Kind = kind };
            case PositionEncoding.Rotary:
                int rotated = _config.RotaryShare is { } share ? (int)(share.Value * headDim) : Math.Min(headDim, _family.RotaryDim ?? headDim);
                float theta = _config.RotaryTheta?.Value ?? _family.RotaryTheta;
                if (rotated < 2 || rotated % 2 != 0)
                {
                    throw new UndeclarableException($"rotary positions turn features in pairs, and of the {Literals.Integer(headDim)} features of a head {Literals.Integer(rotated)} would be turned; if the heads are other, say how many there are");
                }

                return new(kind, theta, _config.LocalRotaryTheta?.Value ?? _family.LocalRotaryTheta ?? theta, rotated, _family.RotaryInterleaved, 0, 0);
            case PositionEncoding.RelativeBuckets:
                if (relative is null)
                {
                    throw new UndeclarableException("its layers know distances by a table, which the file does not have");
                }

                return new(kind, 0, 0, 0, false, Size(relative, 0), _config.MaxDistance?.Value ?? 128);
            default:
                throw new InvalidOperationException($"No settings are known for {kind}.");
        }
    }

    private FeedForwardDeclaration Block(int ffn)
    {
        ActivationKind usual = _roles.IsGated && _family.GatedActivation is { } gated ? gated : _family.Activation;
        _remarks.Activation(_config.Activation?.Value ?? usual, isKnown: _config.Activation is not null);
        bool second = _roles.Find(Role.Ffn2, TensorPart.Bias) is not null;
        bool first = (_roles.IsGated ? _roles.Find(Role.Gate, TensorPart.Bias) ?? _roles.Find(Role.Wi, TensorPart.Bias) : _roles.Find(Role.Ffn1, TensorPart.Bias)) is not null;
        return first == second || _roles.IsGated
            ? new(ffn, _config.Activation?.Value ?? usual, _roles.IsGated, first, second)
            : throw new UndeclarableException($"of the two linear layers of its feed-forward block only the {(first ? "first" : "second")} has a bias; FfnBias is for both");
    }

    private HeaderTensor Weight(Role role) => _roles.Find(role, TensorPart.Weight) ?? throw new InvalidOperationException($"A candidate has no {role}.");

    private static int Size(HeaderTensor tensor, int dimension) => tensor.Shape.Count == 2 && tensor.Shape[dimension] is > 0 and <= int.MaxValue
        ? (int)tensor.Shape[dimension]
        : throw new UndeclarableException($"'{tensor.Name}' {tensor.ShapeText} is no matrix");
}
