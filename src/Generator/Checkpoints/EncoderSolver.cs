using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Embedding;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>
/// Derives the arguments of an encoder from the shapes of a checkpoint: for each argument, the tensor that shows it best is looked up under the declared
/// names, and the argument takes the tensor's value.
/// </summary>
internal sealed class EncoderSolver
{
    private readonly HeaderIndex _index;
    private readonly List<Misfit> _misfits = [];
    private EncoderModule _module;
    private readonly string _prefix;

    private EncoderSolver(EncoderModule module, HeaderIndex index)
    {
        _module = module;
        ModuleGraph graph = module.BuildGraph();
        _prefix = index.PrefixOf(graph);
        _index = index.For(graph.Names, _prefix);
    }

    /// <summary>The module as the file has it, and the arguments that differ.</summary>
    public static (EncoderModule Module, IReadOnlyList<Misfit> Misfits) Solve(EncoderModule module, HeaderIndex index)
    {
        EncoderSolver solver = new(module, index);
        solver.SolveLayers();
        solver.SolveWidths();
        solver.SolveHeads();
        solver.SolveNorms();
        solver.SolveBiases();
        if (solver._module.Model is not null)
        {
            solver.SolveStages();
        }

        return (solver._module, solver._misfits);
    }

    private void SolveLayers()
    {
        // With several layers, names contain the number of the layer.
        EncoderModule many = _module with { Layers = Math.Max(2, _module.Layers) };
        Parameter weight = Parameters(many).First(parameter => parameter.Role == Role.Ffn2 && parameter.Part == TensorPart.Weight);
        IReadOnlyList<TensorSource> sources = many.BuildGraph().Names.Sources(weight);
        int count = 0;
        foreach (string name in sources.SelectMany(source => source.Pieces).Select(piece => piece.Name).OfType<string>().Where(name => name.Contains(NameTemplate.Layer)))
        {
            int layers = 0;
            while (_index.Find(_prefix, name.Replace(NameTemplate.Layer, Literals.Integer(layers))) is not null)
            {
                layers++;
            }

            count = Math.Max(count, layers);
        }

        if (count > 0 && count != _module.Layers)
        {
            Add("Layers", _module.Layers, count, $"the file has {Literals.Integer(count)} layers");
            _module = _module with { Layers = count };
        }
    }

    private void SolveWidths()
    {
        if (Find(Role.Ffn2) is not { } found || Matrix(found) is not { } shape)
        {
            return;
        }

        AttentionDeclaration attention = _module.Attention;
        if (shape.Rows != attention.Embed)
        {
            Add("Embed", attention.Embed, shape.Rows, Evidence(found.Tensor));

            // The head width follows Embed if it is not written separately.
            bool follows = attention.HeadDim * attention.Heads == attention.Embed && shape.Rows % attention.Heads == 0;
            _module = _module with { Attention = attention with { Embed = shape.Rows, HeadDim = follows ? shape.Rows / attention.Heads : attention.HeadDim } };
        }

        if (shape.Columns != _module.Block.Ffn)
        {
            Add("Ffn", _module.Block.Ffn, shape.Columns, Evidence(found.Tensor));
            _module = _module with { Block = _module.Block with { Ffn = shape.Columns } };
        }
    }

    private void SolveHeads()
    {
        AttentionDeclaration attention = _module.Attention;
        if (Find(Role.Out) is { } result && Matrix(result) is { } shape && shape.Columns != attention.Heads * attention.HeadDim && shape.Columns % attention.Heads == 0)
        {
            Add("HeadDim", attention.HeadDim, shape.Columns / attention.Heads, Evidence(result.Tensor));
            _module = _module with { Attention = attention = attention with { HeadDim = shape.Columns / attention.Heads } };
        }

        // The rows of the keys show the number of key heads.
        int? keyRows = null;
        HeaderTensor? evidence = null;
        if (Find(Role.Qkv) is { } fused && Matrix(fused) is { } rows)
        {
            (keyRows, evidence) = ((rows.Rows - (attention.Heads * attention.HeadDim)) / 2, fused.Tensor);
        }
        else if (FindSource(Role.Qkv) is { } apart && apart.Tensors.Length == 3 && apart.Tensors[1] is { Shape.Count: 2 } key)
        {
            (keyRows, evidence) = ((int)key.Shape[apart.Source.IsTransposed ? 1 : 0], key);
        }

        if (keyRows is { } count && count > 0 && count != attention.KeyValueHeads * attention.HeadDim && count % attention.HeadDim == 0
            && attention.Heads % (count / attention.HeadDim) == 0)
        {
            Add("KeyValueHeads", attention.KeyValueHeads, count / attention.HeadDim, Evidence(evidence!));
            _module = _module with { Attention = attention with { KeyValueHeads = count / attention.HeadDim } };
        }
    }

    private void SolveNorms()
    {
        EncoderModule with = _module with { FinalNorm = _module.FinalNorm ?? _module.Norm };
        bool isNamed = TryFind(with, Role.FinalNorm, TensorPart.Weight, out HeaderTensor? tensor);
        if (isNamed && (tensor is not null) != (_module.FinalNorm is not null))
        {
            string evidence = tensor is null ? "the file has no norm after the last layer" : $"the file has {Evidence(tensor)}";
            Add("FinalNorm", Text(_module.FinalNorm is not null), Text(tensor is not null), evidence);
            _module = tensor is null ? _module with { FinalNorm = null } : with;
        }
    }

    private void SolveBiases()
    {
        Bias(Role.Out, "OutBias", _module.Attention.OutBias, (module, bias) => module with { Attention = module.Attention with { OutBias = bias } });
        Bias(Role.Qkv, "QkvBias", _module.Attention.QkvBias, (module, bias) => module with { Attention = module.Attention with { QkvBias = bias, KeyBias = bias && (module.Attention.KeyBias || !module.Attention.QkvBias) } });
        Bias(Role.Ffn2, "FfnBias", _module.Block.SecondBias, (module, bias) => module with { Block = module.Block with { SecondBias = bias, FirstBias = module.Block.Gated ? module.Block.FirstBias : bias } });
        Bias(Role.Norm2, "NormBias", _module.Norm.Bias, (module, bias) => module with { Norm = module.Norm with { Bias = bias }, FinalNorm = module.FinalNorm is null ? null : module.FinalNorm with { Bias = bias } });
    }

    private void Bias(Role role, string argument, bool declared, Func<EncoderModule, bool, EncoderModule> set)
    {
        if (role == Role.Norm2 && _module.Norm.Kind == Options.NormKind.Rms)
        {
            return;
        }

        // A missing bias means something only if the weight is found.
        if (!TryFind(_module, role, TensorPart.Weight, out HeaderTensor? weight) || weight is null
            || !TryFind(set(_module, true), role, TensorPart.Bias, out HeaderTensor? bias) || (bias is not null) == declared)
        {
            return;
        }

        Add(argument, Text(declared), Text(!declared), bias is null ? $"the file has no bias for '{weight.Name}'" : $"the file has {Evidence(bias)}");
        _module = set(_module, !declared);
    }

    private void SolveStages()
    {
        ModelDeclaration model = _module.Model!;
        if (model.Input is TokenInput tokens)
        {
            EmbeddingSettings settings = tokens.Settings;
            settings = settings with { Vocabulary = Rows(Role.TokenEmbedding, "TokenEmbedding", "Vocab", settings.Vocabulary) };
            settings = settings.Types > 0 ? settings with { Types = Rows(Role.TypeEmbedding, "TokenEmbedding", "Types", settings.Types) } : settings;
            model = model with { Input = new TokenInput(settings) };
        }

        if (model.Input is FeatureInput { In: { } width } && Find(Role.Projection) is { } projection && Matrix(projection) is { } shape && shape.Columns != width)
        {
            Add("Projection", 0, "In", width, shape.Columns, Evidence(projection.Tensor));
            model = model with { Input = ((FeatureInput)model.Input) with { In = shape.Columns } };
        }

        if (model.Input is PatchInput patches && TryFind(_module, Role.Patch, TensorPart.Weight, out HeaderTensor? patch) && patch is { Shape: { Count: 4 } sizes })
        {
            if (sizes[1] != patches.Settings.Channels)
            {
                Add("PatchEmbedding", 0, "Channels", patches.Settings.Channels, (int)sizes[1], Evidence(patch));
            }

            if (sizes[3] != patches.Settings.Patch)
            {
                Add("PatchEmbedding", 0, "Patch", patches.Settings.Patch, (int)sizes[3], Evidence(patch));
            }

            model = model with { Input = patches with { Settings = patches.Settings with { Channels = (int)sizes[1], Patch = (int)sizes[3] } } };
        }

        if (model.Positions is { Kind: Options.PositionKind.Learned } positions)
        {
            model = model with { Positions = positions with { Max = Rows(Role.Positions, "Positions", "Max", positions.Max) } };
        }

        List<HeadDeclaration> heads = [];
        for (int i = 0; i < model.Heads.Count; i++)
        {
            HeadDeclaration head = model.Heads[i];
            HeaderTensor? found = FindSource(Role.Heads, i) is { } source ? source.Tensors[0] : null;
            if (found is { Shape.Count: 2 } weight && weight.Shape[0] != head.Out)
            {
                Add("Head", i, "Out", head.Out, (int)weight.Shape[0], Evidence(weight));
                head = head with { Out = (int)weight.Shape[0] };
            }

            heads.Add(head);
        }

        _module = _module with { Model = model with { Heads = new(heads) } };
    }

    /// <summary>The number of rows of a role's table.</summary>
    private int Rows(Role role, string attribute, string argument, int declared)
    {
        if (!TryFind(_module, role, TensorPart.Weight, out HeaderTensor? table) || table is null || table.Shape.Count < 2)
        {
            return declared;
        }

        int rows = (int)table.Shape[table.Shape.Count - 2];
        if (rows != declared)
        {
            Add(attribute, 0, argument, declared, rows, Evidence(table));
        }

        return rows;
    }

    private void Add(string argument, int declared, int wanted, string evidence) => Add("Encoder", 0, argument, declared, wanted, evidence);

    private void Add(string argument, string declared, string wanted, string evidence) =>
        _misfits.Add(new(new("Encoder", 0, argument), $"{argument} = {declared}", evidence, $"{argument} = {wanted}"));

    private void Add(string attribute, int index, string argument, int declared, int wanted, string evidence) =>
        _misfits.Add(new(new(attribute, index, argument), $"{argument} = {Literals.Integer(declared)}", evidence, $"{argument} = {Literals.Integer(wanted)}"));

    private static string Evidence(HeaderTensor tensor) => $"'{tensor.Name}' {tensor.ShapeText}";

    private static string Text(bool flag) => flag ? "true" : "false";

    private static IEnumerable<Parameter> Parameters(EncoderModule module) => module.BuildGraph().Ops.SelectMany(op => op.Parameters);

    /// <summary>The first layer's weight of a role, if it is one tensor.</summary>
    private (TensorSource Source, HeaderTensor Tensor)? Find(Role role) =>
        FindSource(role) is { } found && found.Source.Pieces.Count == 1 && found.Tensors[0] is { } tensor ? (found.Source, tensor) : null;

    private (TensorSource Source, HeaderTensor?[] Tensors)? FindSource(Role role, int index = 0) =>
        Expect(_module, role, TensorPart.Weight, index) is { } expected ? _index.Match(_prefix, expected) : null;

    /// <summary>Whether the names include the tensor; also returns the file's tensor.</summary>
    private bool TryFind(EncoderModule module, Role role, TensorPart part, out HeaderTensor? tensor)
    {
        Expected? expected = Expect(module, role, part, index: 0);
        tensor = expected is null ? null : _index.Match(_prefix, expected).Tensors.FirstOrDefault(found => found is not null);
        return expected is not null;
    }

    /// <summary>The first layer's parameter of a role, if the module has it and there is a name for it.</summary>
    private static Expected? Expect(EncoderModule module, Role role, TensorPart part, int index) =>
        HeaderIndex.Parameters(module.BuildGraph()).FirstOrDefault(expected =>
            expected.Parameter.Role == role && expected.Parameter.Part == part && expected.Parameter.Index == index && expected.Sources.Length > 0);

    private static (int Rows, int Columns)? Matrix((TensorSource Source, HeaderTensor Tensor) found) =>
        found.Tensor.Shape is not { Count: 2 } shape || shape.Any(size => size is < 1 or > int.MaxValue) ? null
        : found.Source.IsTransposed ? ((int)shape[1], (int)shape[0])
        : ((int)shape[0], (int)shape[1]);
}
