using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Operations.Patches;
using ShapeGen.Generator.Operations.Positions;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Sidecars;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Finds the stages before and after the layers.</summary>
internal sealed class StageBuilder(
    Candidate candidate, ModelConfig config, SentencePipeline pipeline, SuggestionOptions options, RemarkList remarks, NormSettings norm, Activation activation)
{
    /// <summary>Norms between pooling and head, and the head that shows their purpose.</summary>
    private static readonly (string Norm, string Head)[] NormsBeforeHead = [("/head.norm", "/classifier"), ("fc_norm", "head"), ("fc_norm", "fc_norm")];

    /// <summary>BERT's linear layer on the row of the first token.</summary>
    public const string Pooler = "pooler.dense";

    private readonly RoleIndex _roles = candidate.Roles;
    private readonly KnownFamily _family = candidate.Family;

    /// <summary>Settings of timm's or open_clip's code that no tensor shows; null for other models.</summary>
    public CodeSettings? Architecture { get; init; }

    /// <summary>Tokens in the layers, if the input determines them.</summary>
    public int? Tokens { get; private set; }

    /// <summary>The names of the heads, if the family's names are not enough; otherwise null.</summary>
    public string? OwnHeads { get; private set; }

    /// <summary>Further files with tensors of the model.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <returns>The stages, or null if there are none.</returns>
    public ModelDeclaration? Build(int embed)
    {
        bool hasClassToken = _roles.Find(Role.ClassToken, TensorPart.Weight) is not null;
        HeaderTensor? table = _roles.Find(Role.Positions, TensorPart.Weight);
        InputStage input = Input(embed, hasClassToken, table);
        IReadOnlyList<HeadDeclaration> heads = Heads(out IReadOnlyList<string> chain);
        PoolDeclaration? pool = Pool(input, embed, hasClassToken, heads, chain);
        PositionTable? positions = table is null ? null : new(Size(table, table.Shape.Count - 2), PositionOffset(), PositionKind.Learned, Sinusoid.Pairs);
        NormSettings? inputNorm = _roles.Find(Role.InputNorm, TensorPart.Weight) is null ? null : norm with { Bias = norm.Kind == NormKind.Layer && _roles.Find(Role.InputNorm, TensorPart.Bias) is not null };
        if (inputNorm is not null && !_family.IsSpecific)
        {
            remarks.Add("InputNorm", ["Epsilon"], "The norm before the layers is assumed to have the same Epsilon as the others.");
        }

        if (table is null && !_family.IsSpecific)
        {
            remarks.Add("Positions", [], "The file has no table of positions. If the model adds sines and cosines, add [Positions(Max, Kind = PositionKind.Sinusoidal)].");
        }

        if (input is FeatureInput { In: null } && !hasClassToken && positions is null && inputNorm is null && pool is null && heads.Count == 0)
        {
            return null;
        }

        ModelDeclaration model = new(Form(input, pool is not null), input, hasClassToken, positions, inputNorm, pool, new(heads));
        Tokens = model.Tokens;
        return model;
    }

    /// <summary>The row of the position table for the first token.</summary>
    private int PositionOffset()
    {
        if (!_family.PositionsFollowPadding)
        {
            return _family.PositionOffset;
        }

        int offset = config.PadToken is { } padding ? padding.Value + 1 : _family.PositionOffset;
        return offset >= 0 ? offset : throw new UndeclarableException($"{config.PadToken!.Evidence}: positions begin in the row after it, which does not exist");
    }

    private static CallForm Form(InputStage input, bool isPooled) => input switch
    {
        PatchInput patches => new(patches.Settings.HasBytes ? InputForm.PixelsOrBytes : InputForm.Pixels, IsFixed: true, isPooled),
        TokenInput { Settings.Types: > 0 } => new(InputForm.IdsAndTypes, IsFixed: false, isPooled),
        TokenInput => new(InputForm.Ids, IsFixed: false, isPooled),
        FeatureInput => new(InputForm.Features, IsFixed: false, isPooled),
        ConvolutionInput => new(InputForm.Features, IsFixed: false, isPooled) { IsConvolved = true },
        _ => throw new InvalidOperationException($"No calls are known for {input.Written}."),
    };

    private InputStage Input(int embed, bool hasClassToken, HeaderTensor? positions)
    {
        if (_roles.Find(Role.TokenEmbedding, TensorPart.Weight) is { } tokens)
        {
            HeaderTensor? types = _roles.Find(Role.TypeEmbedding, TensorPart.Weight);
            if (config.Vocabulary is { } vocabulary && vocabulary.Value > Size(tokens, 0))
            {
                throw new UndeclarableException($"{vocabulary.Evidence}, but '{tokens.Name}' {tokens.ShapeText}, the table '{_roles.All(Role.TokenEmbedding, TensorPart.Weight).First()}', has rows for {Literals.Integer(Size(tokens, 0))} tokens");
            }

            if (!_family.IsSpecific)
            {
                remarks.Add("TokenEmbedding", ["Scale"], "Scale = 1: no tensor shows whether embeddings are scaled, for example by √Embed as in the Transformer paper.");
            }

            return new TokenInput(new(Size(tokens, 0), types is null ? 0 : Size(types, 0), 1));
        }

        if (_roles.Find(Role.Patch, TensorPart.Weight) is { } patch)
        {
            return Patches(patch, hasClassToken, positions);
        }

        if (_family.Names.Chains(Role.Convolutions).Count == 0 && _family.IsSpecific)
        {
            string wanted = string.Join(" or ", _roles.All(Role.TokenEmbedding, TensorPart.Weight).Concat(_roles.All(Role.Patch, TensorPart.Weight)).Distinct().Take(2).Select(name => $"'{name}'"));
            throw new UndeclarableException($"the file has no {wanted}, which is the input of {_family.Title}; to declare only the layers, use --layers-only");
        }

        bool? projectionBias = _roles.Find(Role.Projection, TensorPart.Weight) is null ? null : _roles.Find(Role.Projection, TensorPart.Bias) is not null;
        if (Convolutions() is { Count: > 0 } convolutions)
        {
            return new ConvolutionInput(new(convolutions), projectionBias);
        }

        if (_roles.Find(Role.Projection, TensorPart.Weight) is not { } projection)
        {
            return new FeatureInput(null, false);
        }

        return new FeatureInput(Size(projection, candidate.Names.IsTransposed ? 0 : 1), projectionBias == true);
    }

    private PatchInput Patches(HeaderTensor patch, bool hasClassToken, HeaderTensor? positions)
    {
        if (patch.Shape.Count != 4 || patch.Shape[2] != patch.Shape[3])
        {
            throw new UndeclarableException($"'{patch.Name}' {patch.ShapeText} should be [Embed, Channels, Patch, Patch]");
        }

        int channels = Size(patch, 1);
        int size = Size(patch, 3);
        (int height, int width) = Image(size, hasClassToken, positions);
        if (height % size != 0 || width % size != 0)
        {
            throw new UndeclarableException($"an image of {Literals.Integer(height)} × {Literals.Integer(width)} pixels cannot be divided into patches of {Literals.Integer(size)} × {Literals.Integer(size)}");
        }

        remarks.Add(
            "PatchEmbedding", ["Mean", "Std"],
            "Pixels are floats, normalised as the model was trained. To give bytes, add Mean and Std to [PatchEmbedding]: preprocessor_config.json has them (image_mean, image_std).");
        return new(new PatchSettings(height, width, size, channels, new([]), new([])), _roles.Find(Role.Patch, TensorPart.Bias) is not null);
    }

    private (int Height, int Width) Image(int patch, bool hasClassToken, HeaderTensor? positions)
    {
        if (options.Image is { } asked)
        {
            return asked;
        }

        int? rows = positions is null ? null : Size(positions, positions.Shape.Count - 2) - (hasClassToken ? 1 : 0);
        if (config.Image is { } said)
        {
            long patches = (long)(said.Value.Height / patch) * (said.Value.Width / patch);
            if (rows is null || patches == rows)
            {
                return said.Value;
            }

            // timm resizes the table to the image. The resized table is not in the file.
            throw new UndeclarableException(hasClassToken && patches == rows + 1
                ? $"'{positions!.Name}' {positions.ShapeText} has a row for each of {Literals.Integer(patches)} patches and none for the class token, but [Positions] adds a row to every token"
                : $"{said.Evidence}, which makes {Literals.Integer(patches)} patches, but '{positions!.Name}' {positions.ShapeText} has rows for {Literals.Integer(rows.Value)}; say which image size it is for: --image HEIGHTxWIDTH");
        }

        if (rows is not { } count)
        {
            remarks.Add("PatchEmbedding", ["Height", "Width"], "Height and Width are 224: the file has no table of positions that would show how many patches an image has. Use --image HEIGHTxWIDTH.");
            return (224 / patch * patch, 224 / patch * patch);
        }

        if (count < 1)
        {
            throw new UndeclarableException($"'{positions!.Name}' {positions.ShapeText} leaves no row for a patch");
        }

        // The shape nearest to a square that is not higher than wide.
        int high = (int)Math.Sqrt(count);
        if (hasClassToken && candidate.Names.Naming == TensorNaming.Timm && high * high != count && Math.Sqrt(count + 1) % 1 == 0)
        {
            throw new UndeclarableException($"'{positions!.Name}' {positions.ShapeText} has rows for a square of {Literals.Integer(count + 1)} patches, but then none for the class token, and [Positions] adds a row to every token. If the image is not a square, say so: --image HEIGHTxWIDTH");
        }

        while (count % high != 0)
        {
            high--;
        }

        string other = high * high == count ? "A square is assumed" : "The shape nearest to a square is assumed";
        remarks.Add(
            "PatchEmbedding", ["Height", "Width"],
            $"Height = {Literals.Integer(high * patch)}, Width = {Literals.Integer(count / high * patch)}: the table of positions has rows for {Literals.Integer(count)} patches, but does not show the image's height and width. {other}; config.json says it (image_size), or use --image HEIGHTxWIDTH.");
        return (high * patch, count / high * patch);
    }

    private List<ConvolutionSettings> Convolutions()
    {
        foreach (IReadOnlyList<string> chain in candidate.Names.Chains(Role.Convolutions))
        {
            List<string> modules = Modules(chain);
            if (modules.Count == 0)
            {
                continue;
            }

            List<ConvolutionSettings> all = modules.Select((module, i) => Convolution(module, i, modules.Count)).ToList();
            if (_family.Convolutions.Count != modules.Count)
            {
                remarks.Add(
                    "Convolution", ["Stride", "Padding", "Activation", "Norm", "NormEpsilon", "ActivationFirst"],
                    "No tensor shows the stride, the padding, the activation or the kind of norm of a convolution: Stride = 1 without padding or activation is assumed. Set them to the model's values.");
            }

            return all;
        }

        return [];
    }

    private ConvolutionSettings Convolution(string module, int number, int count)
    {
        HeaderTensor kernel = _roles.Find(module + ".weight")!;
        if (kernel.Shape.Count != 3)
        {
            throw new UndeclarableException($"'{kernel.Name}' {kernel.ShapeText} should be [Out, In, Kernel]: only convolutions over time can be declared");
        }

        bool hasNorm = NormOf(number) is not null;
        ConvolutionSettings? known = _family.Convolutions.Count == count ? _family.Convolutions[number] : null;
        ConvolutionNorm kind = !hasNorm ? ConvolutionNorm.None : known is { Norm: not ConvolutionNorm.None } ? known.Norm : ConvolutionNorm.Group;
        int rows = Size(kernel, 2);
        ConvolutionWindow window = known is null ? new(rows, 1, 0) : known.Window with { Kernel = rows };
        return new(
            Size(kernel, 1), Size(kernel, 0), window, _roles.Has(module + ".bias"), known?.Activation ?? ConvolutionActivation.None, kind, known?.Epsilon ?? 1e-5f, kind != ConvolutionNorm.None && known?.ActivationFirst == true);
    }

    /// <summary>The name of a convolution's norm, or null.</summary>
    private string? NormOf(int number)
    {
        foreach (IReadOnlyList<string> chain in candidate.Names.Chains(Role.ConvolutionNorms))
        {
            string module = chain[0].Contains(NameTemplate.Layer) ? chain[0].Replace(NameTemplate.Layer, Literals.Integer(number)) : number < chain.Count ? chain[number] : "";
            if (module.Length > 0 && (_roles.Has(module + ".weight") || _roles.Has(module + ".gamma")))
            {
                return module;
            }
        }

        return null;
    }

    /// <summary>The modules of a chain, if the file has all of them; otherwise none.</summary>
    private List<string> Modules(IReadOnlyList<string> chain)
    {
        if (!chain[0].Contains(NameTemplate.Layer))
        {
            return chain.All(module => _roles.Has(module + ".weight")) ? [.. chain] : [];
        }

        List<string> modules = [];
        while (_roles.Has(chain[0].Replace(NameTemplate.Layer, Literals.Integer(modules.Count)) + ".weight"))
        {
            modules.Add(chain[0].Replace(NameTemplate.Layer, Literals.Integer(modules.Count)));
        }

        return modules;
    }

    private IReadOnlyList<HeadDeclaration> Heads(out IReadOnlyList<string> chain)
    {
        bool isEmbedder = pipeline.IsThere || options.Pool is not null;
        chain = isEmbedder ? [] : Chain();
        if (isEmbedder && pipeline.Dense.Count > 0)
        {
            return Dense();
        }

        if (chain.Count == 0)
        {
            return [];
        }

        if (IsOnly(chain, "/head.dense") && _roles.Has("/head.norm.weight"))
        {
            // The first part of ModernBERT's head for masked words, which is only for training.
            chain = [];
            return [];
        }

        if (NormsBeforeHead.FirstOrDefault(pair => _roles.Has(pair.Norm + ".weight") && _roles.Has(pair.Head + ".weight") && !IsIgnored(pair.Norm)).Norm is { } between)
        {
            throw new UndeclarableException($"'{between.TrimStart('/')}' is a norm between pooling and head, which no attribute can declare; to declare the model up to the pooling, leave the rest out: --ignore '{between.TrimStart('/')}.*' and the same for the head");
        }

        if (IsOnly(chain, Pooler))
        {
            remarks.Add("Head", [], "The pooler is declared as [Pool(Pooling.Class)] and a [Head], which returns HuggingFace's pooler_output. A sentence embedder does not use the pooler: if this is one, say how it pools (--pool mean --normalize), or put its modules.json and 1_Pooling/config.json beside the file.");
        }
        else if (!_family.IsSpecific || IsOnly(chain, "/text_projection") || IsOnly(chain, "/visual_projection"))
        {
            remarks.Add("Head", [], "A matrix after the layers is declared as a [Head]. To declare the model without it, remove [Head] and add its tensors to Ignore.");
        }

        List<HeadDeclaration> heads = chain.Select(Head).ToList();
        if (!_family.IsSpecific)
        {
            remarks.Add("Head", ["Activation"], "No tensor shows whether a head has an activation: none is assumed.");
        }

        // Loading tries the names of each head separately. With two ways to name two heads, it must not mix them.
        IReadOnlyList<string> found = chain;
        bool isMixed = candidate.Names.Chains(Role.Heads).Any(other => other.Count == found.Count && !_family.OtherHeads.Contains(other[0]) && !other.Any(IsIgnored) && !other.SequenceEqual(found) && other.Any(name => _roles.Has(name + ".weight")));
        if (isMixed || (candidate.Wrapper.Length > 0 && chain.Any(name => name[0] == TensorScope.Outside)))
        {
            OwnHeads = string.Join(";", chain);
        }
        else if (candidate.Names.Own.FirstOrDefault(name => name.Role == Role.Heads) is { } own)
        {
            OwnHeads = own.Text;
        }

        return heads;
    }

    /// <summary>The longest chain of heads that is complete in the file and that the user does not ignore.</summary>
    private IReadOnlyList<string> Chain() => candidate.Names.Chains(Role.Heads)
        .Where(names => !_family.OtherHeads.Contains(names[0]) && !names.Any(IsIgnored) && !(names[0] == Pooler && (IsOfTokens || (names.Count > 1 && candidate.Names.Naming == TensorNaming.HuggingFaceVit))))
        .Select(Modules).OrderByDescending(modules => modules.Count).FirstOrDefault(modules => modules.Count > 0) ?? [];

    /// <summary>Whether a classifier reads the row of each token. Such files may have an unused pooler.</summary>
    private bool IsOfTokens => config.Architecture is { } architecture
        && (architecture.EndsWith("ForTokenClassification", StringComparison.Ordinal) || architecture.EndsWith("ForQuestionAnswering", StringComparison.Ordinal));

    private bool IsIgnored(string module) => options.Ignored.Any(pattern => Wildcard.IsMatch(module.TrimStart(TensorScope.Outside) + ".weight", pattern));

    /// <summary>The linear layers of a sentence embedder, which are in separate files.</summary>
    private IReadOnlyList<HeadDeclaration> Dense()
    {
        OwnHeads = string.Join(";", pipeline.Dense.Select(dense => dense.Linear));
        Files = pipeline.Dense.Select(dense => dense.File).Distinct().ToList();
        return pipeline.Dense.Select(dense => new HeadDeclaration(dense.Out, dense.Bias, dense.Activation, dense.Normalize)).ToList();
    }

    private HeadDeclaration Head(string module)
    {
        HeaderTensor weight = _roles.Find(module + ".weight")!;
        HeadActivation function = module switch
        {
            Pooler => HeadActivation.Tanh,
            "/classifier.dense" when _family.HasClassifierOfLayers => OfLayers(),
            "/classifier.dense" => _family.ClassifierActivation,
            "/pre_classifier" => HeadActivation.Relu,
            _ => HeadActivation.None,
        };
        return new(Size(weight, candidate.Names.IsTransposed ? 1 : 0), _roles.Has(module + ".bias"), function);
    }

    private HeadActivation OfLayers() => activation switch
    {
        Activation.Silu => HeadActivation.Silu,
        Activation.Relu => HeadActivation.Relu,
        Activation.Gelu => HeadActivation.Gelu,
        Activation.GeluTanh => HeadActivation.GeluTanh,
        Activation.QuickGelu => HeadActivation.QuickGelu,
        _ => throw new InvalidOperationException($"No function of heads is known for {activation}."),
    };

    private PoolDeclaration? Pool(InputStage input, int embed, bool hasClassToken, IReadOnlyList<HeadDeclaration> heads, IReadOnlyList<string> chain)
    {
        if (options.Pool is { } asked)
        {
            if (asked == Pooling.Class && !hasClassToken && !input.HasFirstToken)
            {
                throw new UndeclarableException("the model has no class token, which Pooling.Class needs; choose another pooling");
            }

            return new(asked, options.Normalize || pipeline.NormalizesPooled, ExcludeClass: false);
        }

        if (pipeline.IsThere)
        {
            return OfPipeline(input, hasClassToken, embed);
        }

        if (Architecture is { GlobalPool: not null } architecture)
        {
            return OfArchitecture(architecture, hasClassToken) is { } pool ? pool with { Normalize = options.Normalize } : null;
        }

        Pooling? kind = UsualPooling(input, hasClassToken, heads, chain);
        string why = (kind, _family.IsSpecific) switch
        {
            (null, _) => "No [Pool]: the result is a row for each token",
            (_, true) => $"[Pool(Pooling.{kind})] is what {_family.Title} uses",
            _ => $"[Pool(Pooling.{kind})] is an assumption",
        };
        remarks.Add("Pool", [], $"{why}. No tensor shows how rows are pooled to one; a sentence embedder has modules.json and 1_Pooling/config.json: put them beside the file, or use --pool and --normalize.");
        return kind is { } usual ? new(usual, options.Normalize, ExcludeClass: false) : null;
    }

    private PoolDeclaration? OfPipeline(InputStage input, bool hasClassToken, int embed)
    {
        if (!pipeline.IsListed)
        {
            remarks.Add("Pool", [], "modules.json is missing; it lists what a sentence embedder does after its encoder. The folders beside the file are assumed to be all of it. Git repositories keep no empty folders, so 2_Normalize may be missing: use --pool and --normalize, or add modules.json.");
        }

        if (pipeline.Pool is not { } said)
        {
            return null;
        }

        if (said.Value == Pooling.Class && !hasClassToken && !input.HasFirstToken)
        {
            throw new UndeclarableException($"{said.Evidence}, but the model has no class token");
        }

        if (pipeline.Dimension is { } width && width.Value != Literals.Integer(embed))
        {
            throw new UndeclarableException($"{ConfigObject.Quote(width)}, but the rows of the model have {Literals.Integer(embed)} features");
        }

        if (hasClassToken && said.Value is Pooling.Mean or Pooling.Max)
        {
            remarks.Add("Pool", ["ExcludeClass"], "The class token's row is pooled with the others; if it should not be, add ExcludeClass = true.");
        }

        return new(said.Value, pipeline.NormalizesPooled || (options.Normalize && pipeline.Dense.Count == 0), ExcludeClass: false);
    }

    private static PoolDeclaration? OfArchitecture(CodeSettings architecture, bool hasClassToken) => architecture.GlobalPool switch
    {
        "" => null,
        "token" when hasClassToken => new(Pooling.Class, Normalize: false, ExcludeClass: false),
        "token" => throw new UndeclarableException("timm takes the row of the class token (global_pool token), but the file has none"),
        "avg" => new(Pooling.Mean, Normalize: false, ExcludeClass: hasClassToken),
        "max" => new(Pooling.Max, Normalize: false, ExcludeClass: hasClassToken),
        _ => throw new UndeclarableException($"timm pools by global_pool {Literals.String(architecture.GlobalPool!)}, which Pooling does not have"),
    };

    private Pooling? UsualPooling(InputStage input, bool hasClassToken, IReadOnlyList<HeadDeclaration> heads, IReadOnlyList<string> chain)
    {
        if (input is TokenInput)
        {
            // A classifier without a pooler classifies tokens.
            bool isOfTokens = heads.Count == 0 || IsOnly(chain, "/classifier");
            return _family.Pool == Pooling.Last ? Pooling.Last : isOfTokens ? null : _family.Pool ?? Pooling.Mean;
        }

        if (input is PatchInput)
        {
            return hasClassToken ? Pooling.Class : heads.Count > 0 ? Pooling.Mean : null;
        }

        return heads.Count == 0 ? null : hasClassToken ? Pooling.Class : Pooling.Mean;
    }

    private static bool IsOnly(IReadOnlyList<string> chain, string module) => chain.Count == 1 && chain[0] == module;

    private static int Size(HeaderTensor tensor, int dimension) => dimension >= 0 && dimension < tensor.Shape.Count && tensor.Shape[dimension] is > 0 and <= int.MaxValue
        ? (int)tensor.Shape[dimension]
        : throw new UndeclarableException($"'{tensor.Name}' {tensor.ShapeText} does not have the shape that its name suggests");
}
