using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Suggests the declaration of a checkpoint: the family by its names, arguments by shapes, and what neither tells by configuration or assumption.</summary>
internal static class Suggester
{
    /// <summary>Problems that a message names.</summary>
    private const int MostProblems = 8;

    /// <param name="facts">What is known of the file.</param>
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

        if (Undeclarable.Of(facts) is { } known)
        {
            return Suggestion.Refuse(known.Family, known.Reason);
        }

        IReadOnlyList<Candidate> candidates = FamilyFinder.Of(facts, KnownFamilies.All, options.Prefix);
        string? strange = null;
        if (candidates.Count == 0)
        {
            (KnownFamily? pattern, strange) = LayerPattern.Find(facts, options.Prefix);
            candidates = pattern is null ? [] : FamilyFinder.Of(facts, [pattern], null);
        }

        if (candidates.Count == 0)
        {
            return Suggestion.Refuse(null, Unknown(facts, options, strange));
        }

        List<Suggestion> all = candidates.Select(candidate => Of(candidate, facts, options)).ToList();
        List<(Suggestion Suggestion, Candidate Candidate)> fitting = all.Zip(candidates, (suggestion, candidate) => (suggestion, candidate)).Where(pair => pair.suggestion.Module is not null).ToList();
        if (fitting.Count == 0)
        {
            return all[0];
        }

        // The model that explains most of the file; the first of equals.
        (Suggestion best, Candidate chosen) = fitting.OrderByDescending(pair => pair.Suggestion.Module!.BuildGraph().ParameterCount).First();
        string[] others = candidates.Where(candidate => candidate != chosen && candidate.Outer + candidate.Prefix != chosen.Outer + chosen.Prefix)
            .Select(candidate => Literals.String(candidate.Outer + candidate.Prefix)).Distinct().ToArray();
        return others.Length == 0 ? best : best with
        {
            Remarks = [.. best.Remarks, new("TensorNames", ["Prefix"], $"The file has {Literals.Integer(others.Length + 1)} models. This is the one behind {Literals.String(chosen.Outer + chosen.Prefix)}; for another use --prefix with {string.Join(" or ", others)}.")],
        };
    }

    private static Suggestion Of(Candidate candidate, CheckpointFacts facts, SuggestionOptions options)
    {
        string title = candidate.Family.Title;
        try
        {
            (EncoderModule module, IReadOnlyList<Remark> assumed) = ModelBuilder.Build(candidate, facts, options);
            List<Remark> remarks = [.. assumed];
            HeaderIndex index = new(facts, candidate.Outer);
            module = Leftovers.Ignore(WithPrefix(module, candidate, facts), candidate, index, remarks, options.LayersOnly);
            if (candidate.Outer.Length > 0)
            {
                remarks.Add(new(
                    "Checkpoint", ["Prefix"],
                    $"The model is the part of the file behind {Literals.String(candidate.Outer)}: give that to Load, Load(file, {Literals.String(candidate.Outer)}). The rest of the file is none of its business."));
            }

            List<string> problems = TensorCheck.Of(module.BuildGraph(), index).ToList();
            return problems.Count == 0
                ? new(title, module, candidate.Outer, remarks, [])
                : Suggestion.Refuse(title, [.. problems.Take(MostProblems), .. problems.Count > MostProblems ? [$"{Literals.Integer(problems.Count - MostProblems)} more tensors do not fit"] : Array.Empty<string>()]);
        }
        catch (UndeclarableException exception)
        {
            return Suggestion.Refuse(title, exception.Message);
        }
    }

    /// <summary>Where a file has names behind several of the family's prefixes, the one that is meant is written.</summary>
    private static EncoderModule WithPrefix(EncoderModule module, Candidate candidate, CheckpointFacts facts) =>
        module.Names.Prefix is null && (new HeaderIndex(facts, candidate.Outer).PrefixOf(module.BuildGraph()) != candidate.Prefix
            || module.Names.Prefixes.Any(other => other.Length > 0 && other != candidate.Prefix && facts.Tensors.Any(tensor => tensor.Name.StartsWith(candidate.Outer + other, StringComparison.Ordinal))))
            ? module with { Names = module.Names with { Prefix = candidate.Prefix } }
            : module;

    private static string Unknown(CheckpointFacts facts, SuggestionOptions options, string? strange)
    {
        string names = string.Join(", ", facts.Tensors.Take(4).Select(tensor => $"'{tensor.Name}' {tensor.ShapeText}"));
        string where = options.Prefix is { } prefix ? $" behind {Literals.String(prefix)}" : "";
        return $"no layers of a Transformer encoder are found{where} under names that are known{(strange is null ? "" : $"; {strange}")}. The file has {Literals.Integer(facts.Tensors.Count)} tensors: {names}{(facts.Tensors.Count > 4 ? ", …" : "")}. "
            + "Names of one's own are declared role by role, [TensorNames(Norm1 = \"…{layer}…\", …)]: docs/names.md";
    }
}
