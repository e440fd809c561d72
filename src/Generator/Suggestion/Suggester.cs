using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Suggestion;

/// <summary>
/// Suggests the declaration of a checkpoint. The family comes from <c>model_type</c>, or from the tensor names if there is none. Arguments come from shapes and from the files beside
/// the checkpoint. What neither shows becomes a remark; contradictions and settings that are not understood become refusals.
/// </summary>
internal static class Suggester
{
    /// <summary>Number of problems that a message names.</summary>
    private const int MaxProblems = 8;

    /// <param name="facts">The file and the files beside it.</param>
    /// <param name="options">What the user knows.</param>
    public static Suggestion Suggest(CheckpointFacts facts, SuggestionOptions options)
    {
        if (facts.Error is { } error)
        {
            return Suggestion.Refuse(null, $"it cannot be read: {error}");
        }

        if (facts.Tensors.Count == 0)
        {
            return Suggestion.Refuse(null, "the file has no tensors");
        }

        if (facts.Unreadable.Count > 0)
        {
            return Suggestion.Refuse(null, [.. facts.Unreadable.Select(file => $"{file.File} beside it cannot be read: {file.Reason}")]);
        }

        if (ConfigObject.Of(facts, "adapter_config.json") is not null)
        {
            return Suggestion.Refuse("a model with low-rank adapters", "adapter_config.json is beside it: merge the adapters into the weights first (peft's merge_and_unload)");
        }

        FamilyChoice choice = FamilyChoice.Of(facts, options.Assume);
        if (choice.Refusal is { } refusal)
        {
            return Suggestion.Refuse(ModelConfig.TypeOf(facts)?.Value, refusal, FamilyChoice.Hint);
        }

        if (options.Assume is null && Undeclarable.Of(facts, isTold: choice.IsTold) is { } known)
        {
            return Suggestion.Refuse(known.Family, known.Reason);
        }

        IReadOnlyList<Candidate> candidates = FamilyFinder.Of(facts, choice.Families, options.Prefix, choice.IsChosen);
        if (candidates.Count == 0 && choice.Unknown is not null && FamilyFinder.Of(facts, KnownFamilies.All.Where(family => family.IsSpecific).ToList(), options.Prefix, isChosen: false).Count > 0)
        {
            return Suggestion.Refuse(choice.Unknown.Value, choice.UnknownRefusal, FamilyChoice.Hint);
        }

        string? strange = null;
        if (candidates.Count == 0)
        {
            (KnownFamily? pattern, strange) = LayerPattern.Find(facts, options.Prefix);
            candidates = pattern is null ? [] : FamilyFinder.Of(facts, [pattern], null, isChosen: true);
        }

        if (candidates.Count == 0)
        {
            return Suggestion.Refuse(null, Unknown(facts, options, strange));
        }

        List<(Suggestion Suggestion, Candidate Candidate)> all = candidates.Select(candidate => (Of(candidate, facts, options), candidate)).ToList();
        List<(Suggestion Suggestion, Candidate Candidate)> fitting = all.Where(pair => pair.Suggestion.Module is not null).ToList();
        if (fitting.Count == 0)
        {
            return all[0].Suggestion;
        }

        // The model that uses the most parameters of the file; the first of equals.
        (Suggestion best, Candidate chosen) = fitting.OrderByDescending(pair => pair.Suggestion.Module!.BuildGraph().ParameterCount).First();
        List<Remark> remarks = [.. best.Remarks];
        string[] others = candidates.Where(candidate => candidate != chosen && candidate.Outer + candidate.Prefix != chosen.Outer + chosen.Prefix)
            .Select(candidate => candidate.Outer + candidate.Prefix).Where(prefix => !Regex.IsMatch(prefix, @"(^|\.)\d+\.$", RegexOptions.CultureInvariant)).Distinct().ToArray();
        if (others.Length > 0)
        {
            remarks.Add(new(
                "TensorNames", ["Prefix"],
                $"The file has {Literals.Integer(others.Length + 1)} models. This is the one whose names begin with {Literals.String(chosen.Outer + chosen.Prefix)}; {string.Join(" or ", others.Select(other => $"--prefix {FileText.Shell(other)}"))} chooses another."));
        }

        if (choice.Unknown is { } type)
        {
            remarks.Insert(0, new("", [], $"{ConfigObject.Quote(type)}, which is not known: the declaration is based on names and shapes alone."));
        }

        if (choice.Assumed is { } assumed)
        {
            remarks.Insert(0, new("", [], assumed));
        }

        return best with { Remarks = remarks };
    }

    private static Suggestion Of(Candidate candidate, CheckpointFacts facts, SuggestionOptions options)
    {
        string title = candidate.Family.Title;
        try
        {
            ModelConfig config = ModelConfig.Of(facts, candidate.Family);
            SentencePipeline pipeline = SentencePipeline.Of(facts);
            IEnumerable<string> ofPooling = options.Pool is null && pipeline.PoolRefusal is { } problem ? [problem] : [];
            string[] refusals = [.. config.Refusals, .. options.LayersOnly ? [] : ofPooling.Concat(pipeline.Refusals)];
            if (refusals.Length > 0)
            {
                return Suggestion.Refuse(title, refusals);
            }

            (EncoderModule module, IReadOnlyList<Remark> assumed) = ModelBuilder.Build(candidate, facts, config, pipeline, options);
            List<Remark> remarks = [.. assumed];
            HeaderIndex index = new(facts, candidate.Outer);
            module = Leftovers.Ignore(WithPrefix(module, candidate, facts), candidate, index, remarks, options);
            if (!options.LayersOnly)
            {
                // After the check for unexplained tensors, one of which may be the missing part under another name.
                RequiredParts.Check(candidate);
            }

            if (candidate.Family.OpenClipTower.Length > 0 && candidate.Prefix.Length > 0)
            {
                module = module with { Names = Whole(module.Names, candidate.Prefix) };
            }

            string outer = candidate.Outer;
            if (candidate.Wrapper.Length > 0)
            {
                module = module with { Names = Wrapped(module.Names, candidate) };
                outer = "";
                index = new(facts, outer);
            }
            else if (outer.Length > 0)
            {
                remarks.Add(new(
                    "Checkpoint", ["Prefix"],
                    $"The model is the part of the file whose names begin with {Literals.String(outer)}: pass that to Load: Load(file, {Literals.String(outer)}). The rest of the file is not read."));
            }

            List<string> problems = TensorCheck.Of(module.BuildGraph(), index).ToList();
            return problems.Count == 0
                ? new(title, module, outer, remarks, []) { Constants = options.LayersOnly ? [] : pipeline.Constants }
                : Suggestion.Refuse(title, [.. problems.Take(MaxProblems), .. problems.Count > MaxProblems ? [$"{Literals.Integer(problems.Count - MaxProblems)} more tensors do not fit"] : Array.Empty<string>()]);
        }
        catch (UndeclarableException exception)
        {
            return Suggestion.Refuse(title, exception.Message);
        }
    }

    /// <summary>Writes the prefix if the file has names with several of the family's prefixes.</summary>
    private static EncoderModule WithPrefix(EncoderModule module, Candidate candidate, CheckpointFacts facts) =>
        module.Names.Prefix is null && (new HeaderIndex(facts, candidate.Outer).PrefixOf(module.BuildGraph()) != candidate.Prefix
            || module.Names.Prefixes.Any(other => other.Length > 0 && other != candidate.Prefix && facts.Tensors.Any(tensor => tensor.Name.StartsWith(candidate.Outer + other, StringComparison.Ordinal))))
            ? module with { Names = module.Names with { Prefix = candidate.Prefix } }
            : module;

    /// <summary>Adds the prefix to each name, for a file whose other tower has the same names without it: patterns of Ignore match with and without a prefix.</summary>
    private static NamesDeclaration Whole(NamesDeclaration names, string prefix) => names with { Prefix = null, Own = new(names.Own.Select(own => own with { Text = prefix + own.Text })) };

    /// <summary>Adds the prefix of a training tool to all names, including those outside the family's prefix.</summary>
    private static NamesDeclaration Wrapped(NamesDeclaration names, Candidate candidate)
    {
        string[] prefixes = [.. names.Files.Select(FurtherFile.PrefixOf)];
        return names with
        {
            Prefix = candidate.Wrapper + candidate.Prefix,
            Own = new(names.Own.Select(own => own with { Text = string.Join(";", own.Text.Split(';').Select(Whole)) })),
            Ignored = new(names.Ignored.Select(pattern => candidate.Wrapper + pattern)),
        };

        string Whole(string name) =>
            name.Length == 0 || name[0] != TensorScope.Outside || prefixes.Any(prefix => name.StartsWith(TensorScope.Outside + prefix, StringComparison.Ordinal))
                ? name
                : TensorScope.Outside + candidate.Wrapper + name.Substring(1);
    }

    private static string Unknown(CheckpointFacts facts, SuggestionOptions options, string? strange)
    {
        string names = string.Join(", ", facts.Tensors.Take(4).Select(tensor => $"'{tensor.Name}' {tensor.ShapeText}"));
        string where = options.Prefix is { } prefix ? $" after {Literals.String(prefix)}" : "";
        return $"no layers of a Transformer encoder were found{where} under known names{(strange is null ? "" : $"; {strange}")}. The file has {Literals.Integer(facts.Tensors.Count)} tensors: {names}{(facts.Tensors.Count > 4 ? ", …" : "")}. "
            + "Custom names are declared role by role, with [TensorNames(Norm1 = \"…{layer}…\", …)]: docs/names.md";
    }
}
