using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Builds the model of a file under the names of a candidate: parts and sizes from tensors, the rest from configuration and family.</summary>
internal sealed class ModelBuilder
{
    /// <summary>Widths of a head, the usual ones first.</summary>
    private static readonly int[] HeadWidths = [64, 32, 80, 96, 48, 40, 16, 8, 4];

    private readonly Candidate _candidate;
    private readonly KnownFamily _family;
    private readonly RoleIndex _roles;
    private readonly ModelConfig _config;
    private readonly SentencePipeline _pipeline;
    private readonly SuggestionOptions _options;
    private readonly RemarkList _remarks;

    private readonly CodeSettings? _architecture;

    private ModelBuilder(Candidate candidate, CheckpointFacts facts, ModelConfig config, SentencePipeline pipeline, SuggestionOptions options)
    {
        _candidate = candidate;
        _family = candidate.Family;
        _roles = candidate.Roles;
        _config = config;
        _pipeline = pipeline;
        _options = options;
        _remarks = new(_family);
        string? refusal = null;
        _architecture = _family.Names.Naming == TensorNaming.Timm ? config.Timm(options.Assume is not null, out refusal)
            : _family.OpenClipTower.Length > 0 ? OpenClipConfig.Of(facts, _family, Size(Weight(Role.Ffn2), 0), out refusal)
            : null;
        if (refusal is not null)
        {
            throw new UndeclarableException(refusal);
        }
    }

    /// <summary>The model, and the assumptions.</summary>
    /// <exception cref="UndeclarableException">The model of the file cannot be declared.</exception>
    public static (EncoderModule Module, IReadOnlyList<Remark> Remarks) Build(
        Candidate candidate, CheckpointFacts facts, ModelConfig config, SentencePipeline pipeline, SuggestionOptions options)
    {
        ModelBuilder builder = new(candidate, facts, config, pipeline, options);
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
        CheckSizes(embed, ffn);
        NormSettings norm = Norm();
        AttentionDeclaration attention = Attention(embed, isTransposed);
        FeedForwardDeclaration block = Block(ffn);
        bool hasFinalNorm = _roles.Find(Role.FinalNorm, TensorPart.Weight) is not null;
        _remarks.Norms(norm, hasFinalNorm, isKnown: KnownEpsilon is not null);
        _remarks.UnknownKeys(_config.Unknown);
        _remarks.Notes([.. _family.Notes, .. _config.Notes, .. _options.LayersOnly ? [] : _pipeline.Notes]);
        StageBuilder stages = new(_candidate, _config, _pipeline, _options, _remarks, norm, block.Activation) { Architecture = _architecture };
        ModelDeclaration? model = _options.LayersOnly ? null : stages.Build(embed);
        return new(
            _roles.Layers, attention, block, Placement(), norm, hasFinalNorm ? norm : null, _roles.Find(Role.LayerScale1, TensorPart.Weight) is not null, model, Names(model, stages), null)
        {
            Tokens = _options.LayersOnly ? null : stages.Tokens,
        };
    }

    /// <summary>The names of the model's tensors. Those of another model in the file are ignored.</summary>
    private NamesDeclaration Names(ModelDeclaration? model, StageBuilder stages)
    {
        IEnumerable<OwnName> own = _candidate.Names.Own.Where(name => name.Role != Role.Heads);
        if (stages.OwnHeads is { } heads && model is { Heads.Count: > 0 })
        {
            own = NamesDeclaration.InOrder(own.Append(new(Role.Heads, heads)));
        }

        return _candidate.Names with
        {
            Own = new(own),
            Files = new(stages.Files),
            Ignored = new(_family.OtherHeads.Where(head => _roles.Has(head + ".weight")).Select(head => head.TrimStart('/') + ".*").Concat(_options.Ignored)),
        };
    }

    /// <summary>Sizes in the configuration must agree with the tensors, because transformers uses them to read the file.</summary>
    private void CheckSizes(int embed, int ffn)
    {
        Check(_config.Layers, _roles.Layers, "layers");
        Check(_config.Embed, embed, "features");

        // For a gated block, some configurations count both halves.
        if (_config.Ffn is { } stated && stated.Value != ffn && !(_roles.IsGated && stated.Value == 2 * ffn))
        {
            Check(stated, ffn, "features between the layers of a feed-forward block");
        }

        static void Check(ConfigValue<int>? stated, int found, string what)
        {
            if (stated is not null && stated.Value != found)
            {
                throw new UndeclarableException($"{stated.Evidence}, but the tensors have {Literals.Integer(found)} {what}: the two do not belong to the same model");
            }
        }
    }

    /// <summary>Epsilon, if known: fixed in the family's code, stated in the configuration, or the default of its class.</summary>
    private float? KnownEpsilon => _family.FixedEpsilon ?? _config.Epsilon?.Value ?? _architecture?.Epsilon ?? (_config.HasDefaults ? _family.Defaults.Epsilon : null);

    /// <summary>The activation of the feed-forward block, if known.</summary>
    private Activation? KnownActivation => (_roles.IsGated ? _family.FixedGatedActivation : _architecture?.Activation) ?? _config.Activation?.Value ?? (_config.HasDefaults ? _family.Defaults.Activation : null);

    private NormPlacement Placement()
    {
        _remarks.Placement(_family.Placement);
        return _family.Placement;
    }

    private NormSettings Norm()
    {
        bool hasBias = _roles.Find(Role.Norm2, TensorPart.Bias) is not null;
        bool anyBias = _roles.Find(Role.Ffn2, TensorPart.Bias) is not null || _roles.Find(Role.Out, TensorPart.Bias) is not null;

        // A norm without a bias, among layers with biases or with a gated block, is usually an RMS norm.
        NormKind kind = hasBias || _family.IsSpecific ? _family.NormKind : anyBias || _roles.IsGated ? NormKind.Rms : NormKind.Layer;
        if (!hasBias && !_family.IsSpecific)
        {
            _remarks.NormKind(kind);
        }

        return new(kind, KnownEpsilon ?? _family.Epsilon, hasBias && kind == NormKind.Layer);
    }

    private AttentionDeclaration Attention(int embed, bool isTransposed)
    {
        int total = Size(Weight(Role.Out), isTransposed ? 0 : 1);
        HeaderTensor? relative = _roles.Find(Role.RelativeBias, TensorPart.Weight);
        int heads = Heads(embed, total, relative);
        int headDim = total / heads;
        (bool qkvBias, bool keyBias) = Biases();
        Band band = Band();
        PositionSettings position = Position(headDim, relative, band);
        _remarks.Attention(position.Kind, band, position, isConfigured: _config.Window is not null || _config.RotaryTheta is not null);
        return new(embed, heads, heads, headDim, _family.Scale, qkvBias, keyBias, _roles.Find(Role.Out, TensorPart.Bias) is not null, band, position);
    }

    private int Heads(int embed, int total, HeaderTensor? relative)
    {
        if (_options.Heads is { } asked)
        {
            return asked > 0 && total % asked == 0 ? asked : throw new UndeclarableException($"'{Weight(Role.Out).Name}' {Weight(Role.Out).ShapeText} takes the results of all heads, and {Literals.Integer(total)} features cannot be divided among {Literals.Integer(asked)} heads");
        }

        if (relative is { Shape.Count: 2 } && relative.Shape[1] is > 0 and <= int.MaxValue && total % relative.Shape[1] == 0)
        {
            return (int)relative.Shape[1];
        }

        if (_config.Heads is { } said)
        {
            return total % said.Value == 0 ? said.Value : throw new UndeclarableException($"{said.Evidence}, which does not divide the {Literals.Integer(total)} columns of '{Weight(Role.Out).Name}' {Weight(Role.Out).ShapeText}");
        }

        if (_config.HeadDim is { } headDim)
        {
            return total % headDim.Value == 0 ? total / headDim.Value : throw new UndeclarableException($"{headDim.Evidence}, which does not divide the {Literals.Integer(total)} columns of '{Weight(Role.Out).Name}' {Weight(Role.Out).ShapeText}");
        }

        if (_architecture?.Heads is { } known && total % known == 0)
        {
            return known;
        }

        if (_config.HasDefaults && _family.Defaults.Heads is { } taken && total % taken == 0)
        {
            return taken;
        }

        int keys = KeyRows(total);
        int width = _family.Heads(embed) is { } usual && total % usual == 0 && keys % (total / usual) == 0
            ? total / usual
            : HeadWidths.Where(size => size < total).FirstOrDefault(size => total % size == 0 && keys % size == 0) is var width64 and > 0 ? width64 : Common(total, keys);
        int heads = total / width;
        _remarks.Heads(heads, total);
        return heads;
    }

    /// <summary>Rows of the keys. There are fewer than query rows if heads share keys.</summary>
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
        int? window = _config.Window is { } stated ? stated.Value == 0 ? null : stated.Value : _family.Window;
        int? reach = window / 2;
        int? forward = _family.Mask switch
        {
            _ when _config.IsCausal is { Value: true } => 0,
            AttentionMask.None => reach,
            AttentionMask.Causal => 0,
            _ => throw new InvalidOperationException($"No band is known for {_family.Mask}."),
        };
        return new(reach, forward, reach is null ? 0 : _config.GlobalEvery?.Value ?? _family.GlobalEvery);
    }

    private PositionSettings Position(int headDim, HeaderTensor? relative, Band band)
    {
        PositionEncoding kind = (relative, _config.PositionType?.Value) switch
        {
            ({ Shape.Count: 2 }, _) => PositionEncoding.RelativeBuckets,
            (_, "alibi") when _family.IsRemoteCode => PositionEncoding.Alibi,
            (_, "absolute") when _family.Position == PositionEncoding.Alibi => PositionEncoding.None,
            (_, null or "absolute") => _family.Position,
            (_, "rotary" or "rope") when _family.Position == PositionEncoding.Rotary => PositionEncoding.Rotary,
            (_, "relative_key" or "relative_key_query") => throw new UndeclarableException($"{ConfigObject.Quote(_config.PositionType!)}: products of tokens with learned distances are added to the scores, which no Position can declare"),
            _ => throw new UndeclarableException($"{ConfigObject.Quote(_config.PositionType!)}: {_family.Title} has no such positions"),
        };
        switch (kind)
        {
            case PositionEncoding.None or PositionEncoding.Alibi:
                return PositionSettings.None with { Kind = kind };
            case PositionEncoding.Rotary:
                int rotated = _config.RotaryShare is { } share ? RotaryShare.Features(share.Value, headDim) : Math.Min(headDim, _family.RotaryDim ?? headDim);
                float theta = _config.RotaryTheta?.Value ?? _family.RotaryTheta;
                if (rotated < 2 || rotated % 2 != 0)
                {
                    throw new UndeclarableException($"rotary positions rotate features in pairs, but {Literals.Integer(rotated)} of the {Literals.Integer(headDim)} features of a head would be rotated; if the number of heads is wrong, say how many there are");
                }

                bool isInterleaved = _config.Flag("rotary_emb_interleaved")?.Value ?? _family.RotaryInterleaved;
                float local = _config.LocalRotaryTheta?.Value ?? _family.LocalRotaryTheta ?? theta;

                // If all layers are of one kind, there is only one base of angles.
                return band.Back is null ? new(kind, theta, theta, rotated, isInterleaved, 0, 0)
                    : band.GlobalEvery == 0 ? new(kind, local, local, rotated, isInterleaved, 0, 0)
                    : new(kind, theta, local, rotated, isInterleaved, 0, 0);
            case PositionEncoding.RelativeBuckets:
                if (relative is null)
                {
                    throw new UndeclarableException("its layers read distances from a table, which the file does not have");
                }

                return new(kind, 0, 0, 0, false, Size(relative, 0), _config.MaxDistance?.Value ?? 128);
            default:
                throw new InvalidOperationException($"No settings are known for {kind}.");
        }
    }

    private FeedForwardDeclaration Block(int ffn)
    {
        Activation usual = _roles.IsGated && _family.GatedActivation is { } gated ? gated : _family.Activation;
        Activation activation = KnownActivation ?? usual;
        _remarks.Activation(activation, isKnown: KnownActivation is not null);
        if (!_family.IsSpecific && _roles.IsGated && _roles.Find(Role.Gate, TensorPart.Weight) is null)
        {
            _remarks.Add("TensorNames", ["Wi"], $"'{Weight(Role.Wi).Name}' {Weight(Role.Wi).ShapeText} holds two matrices, and no tensor shows which half the activation is applied to: the first is assumed.");
        }

        bool second = _roles.Find(Role.Ffn2, TensorPart.Bias) is not null;
        bool first = (_roles.IsGated ? _roles.Find(Role.Gate, TensorPart.Bias) ?? _roles.Find(Role.Wi, TensorPart.Bias) : _roles.Find(Role.Ffn1, TensorPart.Bias)) is not null;
        return first == second || _roles.IsGated
            ? new(ffn, activation, _roles.IsGated, first, second)
            : throw new UndeclarableException($"only the {(first ? "first" : "second")} of the two linear layers of its feed-forward block has a bias, but FfnBias applies to both");
    }

    private HeaderTensor Weight(Role role) => _roles.Find(role, TensorPart.Weight) ?? throw new InvalidOperationException($"A candidate has no {role}.");

    private static int Size(HeaderTensor tensor, int dimension) => tensor.Shape.Count == 2 && tensor.Shape[dimension] is > 0 and <= int.MaxValue
        ? (int)tensor.Shape[dimension]
        : throw new UndeclarableException($"'{tensor.Name}' {tensor.ShapeText} is not a matrix");
}
