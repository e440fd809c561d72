using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Tensors of a file that a model does not use: listed in <c>Ignore</c> if their purpose is known, otherwise a reason to refuse.</summary>
internal static class Leftovers
{
    /// <summary>Number of tensors whose names a suggested option contains.</summary>
    private const int MaxSuggested = 40;

    /// <summary>Number of kinds of tensors that a refusal lists.</summary>
    private const int MaxKinds = 5;

    /// <summary>Tensors that published code stores but no result depends on.</summary>
    private static readonly Regex Buffers = new(@"(^|\.)(position_ids|token_type_ids|num_batches_tracked|inv_freq|masked_bias|mask_token|logit_scale|n_averaged)$", RegexOptions.CultureInvariant);

    /// <summary>GPT-2's causal mask, [1, 1, tokens, tokens].</summary>
    private static readonly Regex Masks = new(@"(^|\.)attn\.bias$", RegexOptions.CultureInvariant);

    private static readonly Regex Number = new(@"(?<=^|\.)\d+(?=\.|$)", RegexOptions.CultureInvariant);

    /// <summary>Adds the unused tensors to the model's <c>Ignore</c>.</summary>
    /// <exception cref="UndeclarableException">The purpose of a tensor is not known.</exception>
    public static EncoderModule Ignore(EncoderModule module, Candidate candidate, HeaderIndex index, List<Remark> remarks, SuggestionOptions options)
    {
        HeaderIndex meant = index.For(module.BuildGraph().Names, candidate.Prefix);
        HashSet<string> used = Used(module, meant, candidate.Prefix);
        List<HeaderTensor> left = meant.All.Where(tensor => !used.Contains(tensor.Name)).ToList();
        if (left.Count == 0)
        {
            return module;
        }

        string stem = candidate.Outer + candidate.Prefix + Stem(candidate.Names);
        HashSet<string> twins = Twins(candidate, used);
        List<HeaderTensor> strange = left.Where(tensor => !IsBuffer(tensor) && !twins.Contains(tensor.Name)).ToList();
        List<HeaderTensor> ofLayers = strange.Where(tensor => IsOfLayers(tensor.Name, stem, candidate, used, options.LayersOnly)).ToList();
        if (ofLayers.Count > 0 && !ofLayers.All(tensor => !IsInLayer(tensor.Name, stem) && IsKnown(tensor.Name, module, candidate)))
        {
            throw new UndeclarableException($"the layers have tensors that no argument explains: {Kinds(ofLayers, isOfLayers: true)}");
        }

        List<HeaderTensor> unknown = strange.Where(tensor => !options.LayersOnly && !IsKnown(tensor.Name, module, candidate)).ToList();
        if (unknown.Count > 0)
        {
            throw new UndeclarableException(
                $"the file has tensors that the model would not use, and nothing says what they are for: {Kinds(unknown, isOfLayers: false)}. If the model is right without them, say so: --ignore {Shown(Patterns(unknown.Take(MaxSuggested).ToList(), used, candidate.Outer).ToList(), unknown.Count > MaxSuggested)}; for the layers alone use --layers-only");
        }

        string[] tasks = candidate.Family.Tasks.Where(task => left.Any(tensor => IsOf(task, tensor.Name, candidate))).ToArray();
        if (tasks.Length > 0 && !options.LayersOnly)
        {
            remarks.Add(new("", [], $"The file has a head for another task, {string.Join(", ", tasks)}. The declared model ends before it, and returns the rows that the head reads."));
        }

        List<string> patterns = Patterns(left, used, candidate.Outer).ToList();
        string[] text = patterns.Where(pattern => !Buffers.IsMatch(pattern)).ToArray();
        if (text.Length > 0)
        {
            remarks.Add(new("TensorNames", ["Ignore"], $"The file has tensors that the declared model does not use. They are listed in Ignore: {string.Join(", ", text)}."));
        }

        return module with { Names = module.Names with { Ignored = new(module.Names.Ignored.Concat(patterns)) } };
    }

    private static bool IsOf(string pattern, string name, Candidate candidate)
    {
        // Another tower may have the names of this one without its prefix.
        string inner = name.Substring(candidate.Outer.Length);
        bool isOwn = candidate.Prefix.Length > 0 && inner.StartsWith(candidate.Prefix, StringComparison.Ordinal);
        return isOwn && candidate.Family.OpenClipTower.Length == 0 ? Wildcard.IsMatch(inner, pattern) || Wildcard.IsMatch(inner, pattern, candidate.Prefix.Length) : !isOwn && Wildcard.IsMatch(inner, pattern);
    }

    private static string Shown(List<string> patterns, bool hasMore) => FileText.Shell(string.Join(";", patterns)) + (hasMore ? " and so on" : "");

    private static bool IsBuffer(HeaderTensor tensor) => Buffers.IsMatch(tensor.Name) || (Masks.IsMatch(tensor.Name) && tensor.Shape.Count == 4);

    private static string Kinds(List<HeaderTensor> tensors, bool isOfLayers)
    {
        List<IGrouping<string, HeaderTensor>> kinds = tensors.GroupBy(tensor => isOfLayers ? Number.Replace(tensor.Name, "{layer}") : tensor.Name).ToList();
        return string.Join(", ", kinds.Take(MaxKinds).Select(kind => $"'{kind.Key}' {kind.First().ShapeText}")) + (kinds.Count > MaxKinds ? ", …" : "");
    }

    /// <summary>Whether a tensor belongs to a part that published files of the family have besides the encoder, or to a head that this model does not have.</summary>
    private static bool IsKnown(string name, EncoderModule module, Candidate candidate)
    {
        if (candidate.Family.Outputs.Concat(candidate.Family.Tasks).Any(pattern => IsOf(pattern, name, candidate)))
        {
            return true;
        }

        // A head of the family is known if the model ends in another way: with pooling and layers from the files beside it, with a pooling from the user, or with a classifier
        // that does not read the pooler.
        return candidate.Family.IsSpecific && module.Model is { } model
            && candidate.Names.Chains(Role.Heads).SelectMany(chain => chain).Any(head => (model.Heads.Count == 0 || module.Names.Files.Count > 0 || head == StageBuilder.Pooler) && IsModule(name, head));

        bool IsModule(string tensor, string head)
        {
            string whole = head[0] == TensorScope.Outside ? candidate.Outer + head.Substring(1) : candidate.Outer + candidate.Prefix + head;
            return tensor == whole + ".weight" || tensor == whole + ".bias";
        }
    }

    /// <summary>The names of all tensors that the model reads.</summary>
    private static HashSet<string> Used(EncoderModule module, HeaderIndex index, string prefix) => new(
        HeaderIndex.Parameters(module.BuildGraph()).SelectMany(expected => index.Match(prefix, expected).Tensors).OfType<HeaderTensor>().Select(tensor => tensor.Name), StringComparer.Ordinal);

    /// <summary>Other names of tensors that the model reads, under which files store them again.</summary>
    private static HashSet<string> Twins(Candidate candidate, HashSet<string> used)
    {
        IEnumerable<string> tables = candidate.Roles.All(Role.TokenEmbedding, TensorPart.Weight);
        return new(tables.Any(used.Contains) ? tables : [], StringComparer.Ordinal);
    }

    /// <summary>The text before the number of a layer: <c>encoder.layer.</c></summary>
    private static string Stem(NamesDeclaration names)
    {
        string layer = names.Own.FirstOrDefault(name => name.Text.Contains(NameTemplate.Layer))?.Text ?? names.LayerStem;
        int number = layer.IndexOf(NameTemplate.Layer, StringComparison.Ordinal);
        return number < 0 ? "" : layer.Substring(0, number);
    }

    private static bool IsInLayer(string name, string stem) => Regex.IsMatch(name, "^" + Regex.Escape(stem) + @"\d+\.", RegexOptions.CultureInvariant);

    /// <summary>Whether a name belongs to a layer, or to the module that contains the layers, such as <c>encoder.embed_positions</c> beside <c>encoder.layers.0</c>.</summary>
    private static bool IsOfLayers(string name, string stem, Candidate candidate, HashSet<string> used, bool layersOnly)
    {
        string own = candidate.Outer + candidate.Prefix;
        if (IsInLayer(name, stem))
        {
            return true;
        }

        if (!used.Any(other => other.StartsWith(stem, StringComparison.Ordinal)))
        {
            // A single layer: its modules are at the top level.
            return name.StartsWith(own, StringComparison.Ordinal) && used.Any(other => Top(other) == Top(name));
        }

        int parent = stem.TrimEnd('.').LastIndexOf('.');
        string module = parent < 0 ? "" : stem.Substring(0, parent + 1);
        return !layersOnly && module.Length > own.Length && name.StartsWith(module, StringComparison.Ordinal);

        string Top(string text) => text.Length <= own.Length ? "" : text.Substring(own.Length).Split('.')[0];
    }

    /// <summary>Patterns that match all of them, as short as possible without matching a used tensor.</summary>
    private static IEnumerable<string> Patterns(List<HeaderTensor> left, HashSet<string> used, string outer)
    {
        List<string> patterns = [];
        foreach (string name in left.Select(tensor => tensor.Name).OrderBy(name => name, StringComparer.Ordinal))
        {
            if (patterns.Any(pattern => Matches(pattern, name)))
            {
                continue;
            }

            // A semicolon separates patterns.
            string[] segments = name.Substring(outer.Length).Replace(';', '*').Split('.');
            string found = string.Join(".", segments);
            for (int count = 1; count < segments.Length; count++)
            {
                string pattern = string.Join(".", segments.Take(count)) + ".*";
                if (!used.Any(other => Matches(pattern, other)))
                {
                    found = pattern;
                    break;
                }
            }

            // One pattern for the same tensor of all layers.
            string many = Number.Replace(found, "*");
            patterns.Add(many != found && !used.Any(other => Matches(many, other)) ? many : found);
        }

        return patterns;

        bool Matches(string pattern, string name) => name.StartsWith(outer, StringComparison.Ordinal) && Wildcard.IsMatch(name, pattern, outer.Length);
    }
}
