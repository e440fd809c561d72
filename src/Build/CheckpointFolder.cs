using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>
/// Reads the files next to a checkpoint: configurations, and the modules of a sentence embedder with their own weights. Used by the build and the tool. It only
/// lists facts; the generator's library interprets them.
/// </summary>
internal static class CheckpointFolder
{
    /// <summary>The file that lists a sentence embedder's modules.</summary>
    public const string Modules = "modules.json";

    private const string Config = "config.json";

    private const string Weights = "model.safetensors";

    /// <summary>The configuration of low-rank adapters (peft). Their base model is elsewhere or next to it.</summary>
    private const string Adapter = "adapter_config.json";

    /// <summary>Files in the folder itself that describe what a model computes or how to call it.</summary>
    private static readonly string[] Sidecars =
    [
        Config, Adapter, "open_clip_config.json", "config_sentence_transformers.json", "sentence_bert_config.json", "sentence_roberta_config.json", "sentence_distilbert_config.json",
        "sentence_camembert_config.json", "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    /// <summary>Weights in formats that are not read; only their existence is reported.</summary>
    private static readonly string[] OtherWeights = ["pytorch_model.bin", "model.safetensors.index.json"];

    /// <summary>Names of module folders in sentence-transformers, such as <c>1_Pooling</c>.</summary>
    private static readonly Regex ModuleFolder = new(
        @"^(?<number>\d{1,3})_(Transformer|BERT|RoBERTa|DistilBERT|XLMRoBERTa|CamemBERT|ALBERT|T5|Pooling|WKPooling|Dense|Normalize|LayerNorm|Dropout|CNN|LSTM|WeightedLayerPooling|WordEmbeddings|WordWeights|BoW|CLIPModel|StaticEmbedding|Asym|Router|SpladePooling|MLMTransformer|SparseAutoEncoder)$",
        RegexOptions.CultureInvariant);

    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>Lines of tab-separated fields: <c>json</c>, <c>part</c>, <c>weights</c>, <c>module</c>, <c>within</c> or <c>unreadable</c>.</returns>
    public static string Describe(string folder)
    {
        StringBuilder text = new();
        foreach (string sidecar in Sidecars)
        {
            AddJson(text, sidecar, Path.Combine(folder, sidecar));
        }

        // In older repositories the encoder is in a folder too, and the list of modules is in the folder above.
        string root = folder;
        string list = Path.Combine(folder, Modules);
        string? above = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar));
        if (!File.Exists(list) && above is not null && ModuleFolder.IsMatch(Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))) && File.Exists(Path.Combine(above, Modules)))
        {
            root = above;
            list = Path.Combine(above, Modules);
            FactLines.Add(text, "within", Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)));
            AddJson(text, "config_sentence_transformers.json", Path.Combine(above, "config_sentence_transformers.json"));
        }

        XElement? modules = AddJson(text, Modules, list);
        foreach (string module in File.Exists(list) ? ListedModules(text, modules) : FoundModules(root))
        {
            if (Path.GetFullPath(Path.Combine(root, module)) != Path.GetFullPath(folder))
            {
                AddModule(text, root, module);
            }
        }

        return text.ToString();
    }

    /// <summary>The folder of the encoder, if the list of modules in <paramref name="root"/> puts it in a subfolder; otherwise null.</summary>
    /// <param name="root">The folder of the list.</param>
    public static string? EncoderBelow(string root)
    {
        string list = Path.Combine(root, Modules);
        if (!File.Exists(list))
        {
            return null;
        }

        try
        {
            string? path = SidecarFile.Read(list).Elements().FirstOrDefault(module => IsEncoder(module.Element("type")?.Value ?? ""))?.Element("path")?.Value.TrimEnd('/');
            return path is { Length: > 0 } && IsBelow(path) && Directory.Exists(Path.Combine(root, path)) ? Path.Combine(root, path) : null;
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            // Describe reports that for the folder that is read then.
            return null;
        }
    }

    private static bool IsEncoder(string type) => type.EndsWith(".Transformer", StringComparison.Ordinal) || type.EndsWith("BERT", StringComparison.Ordinal) || type.EndsWith("RoBERTa", StringComparison.Ordinal);

    private static bool IsBelow(string path) => !path.Any(char.IsControl) && path.IndexOfAny(['\\', ':']) < 0 && path[0] != '/' && !path.Split('/').Any(part => part is "" or "." or "..");

    /// <summary>The module folders listed in <c>modules.json</c>.</summary>
    private static IEnumerable<string> ListedModules(StringBuilder text, XElement? modules)
    {
        foreach (string path in modules?.Elements().Select(module => (module.Element("path")?.Value ?? "").TrimEnd('/')).Where(path => path != ".").Where(path => path.Length > 0).Distinct() ?? [])
        {
            if (!IsBelow(path))
            {
                FactLines.Add(text, "unreadable", Modules, $"its path \"{path}\" is not a folder inside the repository");
                continue;
            }

            yield return path;
        }
    }

    /// <summary>The module folders, found by name if there is no list.</summary>
    private static IEnumerable<string> FoundModules(string root) => Directory.Exists(root)
        ? Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>().Where(name => ModuleFolder.IsMatch(name))
            .OrderBy(name => int.Parse(ModuleFolder.Match(name).Groups["number"].Value, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)
        : [];

    private static void AddModule(StringBuilder text, string root, string module)
    {
        FactLines.Add(text, "module", module);
        AddJson(text, $"{module}/{Config}", Path.Combine(root, module, Config));
        string weights = Path.Combine(root, module, Weights);
        if (File.Exists(weights))
        {
            AddTensors(text, $"{module}/{Weights}", weights);
            return;
        }

        foreach (string other in OtherWeights.Where(other => File.Exists(Path.Combine(root, module, other))))
        {
            FactLines.Add(text, "weights", $"{module}/{other}");
        }
    }

    /// <summary>The tensors of a module, with the names used in declarations.</summary>
    private static void AddTensors(StringBuilder text, string file, string path)
    {
        try
        {
            foreach (HeaderLine tensor in CheckpointHeader.Tensors(path).Where(line => !line.IsAlias))
            {
                FactLines.Add(text, "part", file, FurtherFile.PrefixOf(file) + tensor.Name, tensor.Type, tensor.Shape);
            }
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            FactLines.Add(text, "unreadable", file, error.Message);
        }
    }

    /// <summary>Adds all facts of a JSON file, if it exists.</summary>
    private static XElement? AddJson(StringBuilder text, string name, string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            XElement json = SidecarFile.Read(path);
            StringBuilder lines = new();
            JsonFacts.Add(lines, name, json);
            text.Append(lines);
            return json;
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            FactLines.Add(text, "unreadable", name, error.Message);
        }

        return null;
    }

    private static bool IsUnreadable(Exception error) => error is IOException or UnauthorizedAccessException or InvalidDataException or FormatException;
}
