using System.Globalization;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Sidecars;

/// <summary>
/// The steps of a sentence embedder after its encoder: the modules that <c>modules.json</c> lists, in that order. Without that file, the module folders are taken in the order
/// of their numbers.
/// </summary>
internal sealed class SentencePipeline
{
    private const string List = "modules.json";

    private const string Settings = "config_sentence_transformers.json";

    /// <summary>Package whose modules are recognised by the last part of their type.</summary>
    private const string Package = "sentence_transformers.";

    private static readonly string[] TextFiles =
    [
        "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json", "sentence_albert_config.json",
        "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    private readonly CheckpointFacts _facts;
    private readonly List<string> _refusals = [];
    private readonly List<string> _notes = [];
    private readonly List<DenseModule> _dense = [];
    private bool _hasEncoder;
    private bool _hasPooling;

    private SentencePipeline(CheckpointFacts facts)
    {
        _facts = facts;
        IReadOnlyList<Module>? modules = Listed(out bool isListed);
        IsListed = isListed;
        modules ??= facts.ModuleFolders.Select(folder => new Module(folder.Substring(folder.IndexOf('_') + 1), folder, folder)).ToList();
        IsThere = isListed || modules.Count > 0;
        foreach (Module module in modules)
        {
            Read(module);
        }

        if (isListed && !_hasEncoder && _refusals.Count == 0)
        {
            _refusals.Add($"{List} lists no Transformer, the module of the encoder");
        }

        ReadTextSettings();
        ReadSettings();
    }

    /// <summary>Reads the files beside a checkpoint.</summary>
    public static SentencePipeline Of(CheckpointFacts facts) => new(facts);

    /// <summary>Whether any file shows that the checkpoint is a sentence embedder.</summary>
    public bool IsThere { get; }

    /// <summary>Whether <c>modules.json</c> exists, so that only the modules that it lists count.</summary>
    public bool IsListed { get; }

    /// <summary>The pooling; null if there is none, or a problem with it.</summary>
    public ConfigValue<Pooling>? Pool { get; private set; }

    /// <summary>Whether the pooled row is normalised before any linear layer.</summary>
    public bool NormalizesPooled { get; private set; }

    /// <summary>The evidence for it, for messages.</summary>
    public string NormalizeEvidence { get; private set; } = "";

    /// <summary>The linear layers after the pooling.</summary>
    public IReadOnlyList<DenseModule> Dense => _dense;

    /// <summary>The reasons why the pipeline cannot be declared.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    /// <summary>The reason why its pooling cannot be declared, unless the user states the pooling; otherwise null.</summary>
    public string? PoolRefusal { get; private set; }

    /// <summary>Steps that the model does not do, and that a program has to know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Constants for the class, which a program needs for its calls.</summary>
    public IReadOnlyList<ClassConstant> Constants => _constants;

    private readonly List<ClassConstant> _constants = [];

    private IReadOnlyList<Module>? Listed(out bool isListed)
    {
        isListed = false;
        if (ConfigObject.Of(_facts, List) is not { } list)
        {
            return null;
        }

        isListed = true;
        if (list.Array("") is not { } entries)
        {
            _refusals.Add($"{List} is not a JSON array, as sentence-transformers writes it");
            return [];
        }

        List<Module> modules = [];
        for (int i = 0; i < entries.Count; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            string? type = list.Find($"{number}.type")?.Value;
            if (type is null)
            {
                _refusals.Add($"{List}: module {number} has no type");
                continue;
            }

            // A class of sentence-transformers is recognised by its name, in any of its modules. Classes of other packages are not.
            string name = type.Substring(type.LastIndexOf('.') + 1);
            modules.Add(new(type.StartsWith(Package, StringComparison.Ordinal) ? name : type, list.Find($"{number}.path")?.Value ?? "", type));
            if (list.Array($"{number}.kwargs") is { Count: > 0 })
            {
                _notes.Add($"{List}: {type} takes extra arguments in each call (kwargs), which the class does not have.");
            }
        }

        return modules;
    }

    private void Read(Module module)
    {
        switch (module.Name)
        {
            case "Transformer" or "BERT" or "RoBERTa" or "XLMRoBERTa" or "DistilBERT" or "CamemBERT":
                ReadEncoder(module);
                break;
            case "Dropout":
                break;
            case "Pooling":
                ReadPooling(module);
                break;
            case "Dense":
                ReadDense(module);
                break;
            case "Normalize":
                ReadNormalize(module);
                break;
            default:
                _refusals.Add($"{(IsListed ? List : "the folder " + module.Path)} has the module {module.Type}, which no attribute can declare; known are Transformer, Pooling, Dense, Normalize and Dropout");
                break;
        }
    }

    private void ReadEncoder(Module module)
    {
        string path = module.Path.Trim('/', '.');
        if (_hasEncoder || _hasPooling)
        {
            _refusals.Add($"{List}: {module.Type} is not the first module, but a model has one encoder, which comes first");
        }
        else if (IsListed && path != _facts.Within)
        {
            _refusals.Add($"{List} puts the encoder into the folder \"{path}\", but this file is not in it; declare that folder");
        }

        _hasEncoder = true;
    }

    private void ReadPooling(Module module)
    {
        bool isSecond = _hasPooling;
        _hasPooling = true;
        string file = module.File("config.json");
        if (isSecond)
        {
            _refusals.Add($"{List}: {module.Type} is the second pooling, but a model has only one [Pool]");
            return;
        }

        if (ConfigObject.Of(_facts, file) is not { } pooling)
        {
            if (!IsUnreadable(file))
            {
                _refusals.Add($"{file} is missing; it says how rows are pooled ({module.Type} in {List})");
            }

            return;
        }

        Pool = PoolingModes.Read(pooling, out string problem);
        PoolRefusal = Pool is null ? problem : null;

        foreach (string key in pooling.Keys.Where(key => !PoolingModes.Has(key)))
        {
            ConfigEntry entry = pooling.Any(key)!;
            switch (key)
            {
                case "word_embedding_dimension" or "embedding_dimension":
                    Dimension = entry;
                    break;
                case "include_prompt" when entry.Value == "false":
                    _notes.Add($"{ConfigObject.Quote(entry)}: if a text has a prompt, sentence-transformers leaves the prompt's rows out of the pooling. The class pools all rows, so its results are right only for texts without a prompt.");
                    break;
                case "include_prompt":
                    break;
                default:
                    _notes.Add($"{ConfigObject.Quote(entry)}, which is not a known key of a pooling.");
                    break;
            }
        }
    }

    /// <summary>The width that the pooling expects.</summary>
    public ConfigEntry? Dimension { get; private set; }

    private void ReadDense(Module module)
    {
        if (!_hasPooling)
        {
            _refusals.Add($"{List}: {module.Type} comes before any Pooling, but a Dense module works on the pooled row");
            return;
        }

        string file = module.File("config.json");
        if (ConfigObject.Of(_facts, file) is not { } dense)
        {
            if (!IsUnreadable(file))
            {
                _refusals.Add($"{file} is missing; it says what {module.Type} computes");
            }

            return;
        }

        foreach (string key in dense.Keys)
        {
            ConfigEntry entry = dense.Any(key)!;
            switch (key)
            {
                case "in_features" or "out_features" or "bias" or "activation_function":
                    break;
                case "module_input_name" or "module_output_name" when entry.Value == "sentence_embedding" || entry.Kind == "null":
                    break;
                case "use_residual" when entry.Value == "false":
                    break;
                default:
                    _refusals.Add($"{ConfigObject.Quote(entry)}: [Head] cannot declare that");
                    break;
            }
        }

        // The default of sentence-transformers is a hyperbolic tangent.
        HeadActivation? activation = dense.Any("activation_function") is { } function ? DenseActivations.Find(function.Value) : HeadActivation.Tanh;
        if (activation is null)
        {
            _refusals.Add($"{ConfigObject.Quote(dense.Any("activation_function")!)}: HeadActivation has no such function");
            return;
        }

        string weights = module.File("model.safetensors");
        string folder = module.Path.Substring(module.Path.LastIndexOf('/') + 1);
        PartTensor? weight = _facts.Parts.FirstOrDefault(part => part.File == weights && part.Tensor.Name == $"{folder}.linear.weight");
        if (weight is null)
        {
            if (!IsUnreadable(weights))
            {
                _refusals.Add(_facts.OtherWeights.FirstOrDefault(other => other.StartsWith(module.Path + "/", StringComparison.Ordinal)) is { } other
                    ? $"the weights of {module.Type} are in {other}; convert them first: shapegen convert {FileText.Shell(other)} --output {FileText.Shell(weights)}"
                    : _facts.Parts.Any(part => part.File == weights) ? $"{weights} has no linear.weight, the matrix of {module.Type}" : $"{weights} is missing; it has the weights of {module.Type}");
            }

            return;
        }

        if (_facts.Within.Length > 0)
        {
            _refusals.Add($"the weights of {module.Type} are in {weights}, outside the checkpoint's folder {_facts.Within}; move the files of {_facts.Within} next to {List}");
            return;
        }

        bool hasBias = _facts.Parts.Any(part => part.File == weights && part.Tensor.Name == $"{folder}.linear.bias");
        if (dense.Find("bias") is { } bias && bias.Value == "true" != hasBias)
        {
            _refusals.Add($"{ConfigObject.Quote(bias)}, but {weights} has {(hasBias ? "a" : "no")} linear.bias");
        }

        if (weight.Tensor.Shape.Count != 2 || weight.Tensor.Shape.Any(size => size is < 1 or > int.MaxValue))
        {
            _refusals.Add($"'{weight.Tensor.Name}' {weight.Tensor.ShapeText} in {weights} is not a matrix");
            return;
        }

        foreach ((string key, int dimension) in new[] { ("in_features", 1), ("out_features", 0) })
        {
            if (dense.Find(key) is { } stated && stated.Value != weight.Tensor.Shape[dimension].ToString(CultureInfo.InvariantCulture))
            {
                _refusals.Add($"{ConfigObject.Quote(stated)}, but '{weight.Tensor.Name}' is {weight.Tensor.ShapeText}");
            }
        }

        if (!folder.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or ' ') || _dense.Any(other => other.Folder == folder && other.File != weights))
        {
            _refusals.Add($"the folder {weights.Substring(0, weights.LastIndexOf('/'))} has a name that [TensorNames] cannot express, or that another module has too; rename it");
            return;
        }

        _dense.Add(new(weights, folder, (int)weight.Tensor.Shape[1], (int)weight.Tensor.Shape[0], hasBias, activation.Value, Normalize: false));
    }

    private void ReadNormalize(Module module)
    {
        if (!_hasPooling)
        {
            _refusals.Add($"{List}: {module.Type} comes before any Pooling, but it normalises the pooled row");
            return;
        }

        // Up to sentence-transformers 5.7 its folder has no files, and Git keeps no empty folders.
        if (ConfigObject.Of(_facts, module.File("config.json")) is { } settings && settings.Find("module_input_name") is { } input && input.Value != "sentence_embedding")
        {
            _refusals.Add($"{ConfigObject.Quote(input)}: [Pool] and [Head] normalise only the pooled row");
            return;
        }

        NormalizeEvidence = IsListed ? $"{List} has the module {module.Type}" : $"the folder {module.Path} is beside it";
        if (_dense.Count > 0)
        {
            _dense[_dense.Count - 1] = _dense[_dense.Count - 1] with { Normalize = true };
        }
        else
        {
            NormalizesPooled = true;
        }
    }

    private void ReadTextSettings()
    {
        if (TextFiles.Select(file => ConfigObject.Of(_facts, file)).FirstOrDefault(file => file is not null) is not { } text)
        {
            return;
        }

        foreach (string key in text.Keys)
        {
            ConfigEntry entry = text.Any(key)!;
            switch (key)
            {
                case var _ when entry.Kind == "null" || entry is { Kind: "object" or "array", Value: "0" }:
                    break;
                case "max_seq_length" when int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                    _constants.Add(new("MaxSequenceLength", "int", entry.Value, $"Tokens to which texts are cut, special tokens included ({entry.File})."));
                    _notes.Add($"{ConfigObject.Quote(entry)}: cut texts to that many tokens, special tokens included, as sentence-transformers does.");
                    break;
                case "do_lower_case" when entry.Value == "false":
                case "unpad_inputs":
                case "transformer_task" when entry.Value == "feature-extraction":
                case "module_output_name" when entry.Value == "token_embeddings":
                    break;
                case "do_lower_case":
                    _notes.Add($"{ConfigObject.Quote(entry)}: convert texts to lower case before they are cut into tokens.");
                    break;
                case "tokenizer_args" or "processor_kwargs" or "processing_kwargs":
                    _notes.Add($"{entry.File} has {key}, settings of the tokenizer.");
                    break;
                case "model_args" or "model_kwargs":
                    _notes.Add($"{entry.File} has {key}, arguments with which the model is loaded: {string.Join(", ", text.Object(key)?.Keys ?? [])}.");
                    break;
                case "config_args" or "config_kwargs":
                    _refusals.Add($"{entry.File} has {key}, which replaces values of config.json: {string.Join(", ", text.Object(key)?.Keys ?? [])}");
                    break;
                case "modality_config":
                    ReadModality(text, entry);
                    break;
                case "transformer_task" or "module_output_name":
                    _refusals.Add($"{ConfigObject.Quote(entry)}: [Encoder] returns the rows of the last layer");
                    break;
                default:
                    _notes.Add($"{ConfigObject.Quote(entry)}, which is not known.");
                    break;
            }
        }
    }

    private void ReadModality(ConfigObject text, ConfigEntry entry)
    {
        string? method = text.Find("modality_config.text.method")?.Value;
        string? output = text.Find("modality_config.text.method_output_name")?.Value;
        if (method is not (null or "forward") || output is not (null or "last_hidden_state"))
        {
            _refusals.Add($"{entry.File}: modality_config uses {output ?? "another result"} of {method ?? "forward"} for texts, but [Encoder] returns the rows of the last layer");
        }
    }

    private void ReadSettings()
    {
        if (ConfigObject.Of(_facts, Settings) is not { } settings)
        {
            return;
        }

        foreach (string key in settings.Keys)
        {
            ConfigEntry entry = settings.Any(key)!;
            switch (key)
            {
                case "__version__" or "requirements":
                case var _ when entry.Kind == "null":
                    break;
                case "model_type" when entry.Value == "SentenceTransformer":
                    break;
                case "model_type":
                    _refusals.Add($"{ConfigObject.Quote(entry)}: what such a model computes after its encoder is not known");
                    break;
                case "similarity_fn_name":
                    _constants.Add(new("Similarity", "string", entry.Value, $"How to compare two results ({entry.File})."));
                    _notes.Add($"{ConfigObject.Quote(entry)}: this is how results are compared.");
                    break;
                case "truncate_dim":
                    _notes.Add($"{ConfigObject.Quote(entry)}: sentence-transformers keeps the first {entry.Value} numbers of a result. The class returns all of them.");
                    break;
                case "prompts":
                    ReadPrompts(settings.Object(key), entry);
                    break;
                case "default_prompt_name":
                    _notes.Add($"{ConfigObject.Quote(entry)}: put that prompt before each text.");
                    break;
                default:
                    _notes.Add($"{ConfigObject.Quote(entry)}, which is not known.");
                    break;
            }
        }
    }

    private void ReadPrompts(ConfigObject? prompts, ConfigEntry all)
    {
        List<ConfigEntry> given = (prompts?.Keys ?? []).Select(name => prompts!.Any(name)!).Where(prompt => prompt is { Kind: "string", Value.Length: > 0 }).ToList();
        if (given.Count == 0)
        {
            if (prompts is null || (prompts.Keys.Count == 0 && all.Value != "0"))
            {
                _notes.Add($"{ConfigObject.Quote(all)}, which are not read: the program has to put prompts before texts.");
            }

            return;
        }

        _notes.Add($"{all.File} has prompts, which the program has to put before texts: {string.Join(", ", given.Select(prompt => prompt.Key.Substring("prompts.".Length)))}.");
        foreach (ConfigEntry prompt in given)
        {
            _constants.Add(new(ClassConstant.Name(prompt.Key.Substring("prompts.".Length)) + "Prompt", "string", prompt.Value, $"The prompt {prompt.Key.Substring("prompts.".Length)} ({all.File})."));
        }
    }

    private bool IsUnreadable(string file) => _facts.Unreadable.Any(other => other.File == file);

    /// <param name="Name">The class name, or the whole type for classes of other packages.</param>
    /// <param name="Path">Its folder; empty for the checkpoint's own.</param>
    /// <param name="Type">The type as in the file.</param>
    private sealed record Module(string Name, string Path, string Type)
    {
        public string File(string name) => Path.Length == 0 ? name : $"{Path.TrimEnd('/')}/{name}";
    }
}

/// <summary>A linear layer of a sentence embedder, with weights in its own file.</summary>
/// <param name="File">The file, relative to the checkpoint's folder.</param>
/// <param name="Folder">The folder's name, which is the prefix of its tensor names.</param>
/// <param name="In">Input features.</param>
/// <param name="Out">Output features.</param>
/// <param name="Bias">Whether it has a bias.</param>
/// <param name="Activation">Its activation.</param>
/// <param name="Normalize">Whether its result is normalised.</param>
internal sealed record DenseModule(string File, string Folder, int In, int Out, bool Bias, HeadActivation Activation, bool Normalize)
{
    /// <summary>The layer's name among the tensors of all files.</summary>
    public string Linear => $"/{Folder}.linear";
}

/// <summary>A constant that a declared class gets from the files beside its checkpoint.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Type">Its type, as C#.</param>
/// <param name="Value">The value as in the file.</param>
/// <param name="Summary">Its doc comment.</param>
internal sealed record ClassConstant(string Member, string Type, string Value, string Summary)
{
    /// <summary>Converts a name from a file to C#: <c>s2p_query</c> becomes <c>S2pQuery</c>.</summary>
    public static string Name(string text)
    {
        System.Text.StringBuilder name = new();
        bool starts = true;
        foreach (char letter in text)
        {
            if (letter > 127 || !char.IsLetterOrDigit(letter))
            {
                starts = true;
                continue;
            }

            name.Append(name.Length == 0 && char.IsDigit(letter) ? "Text" : "").Append(starts ? char.ToUpperInvariant(letter) : letter);
            starts = false;
        }

        return name.Length == 0 ? "Text" : name.ToString();
    }
}
