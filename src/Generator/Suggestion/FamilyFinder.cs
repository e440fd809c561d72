using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Finds the known naming schemes under which a file has layers.</summary>
internal static class FamilyFinder
{
    /// <summary>All ways to read the file under which it has the weights of a layer, except for single layers of a stack.</summary>
    /// <param name="facts">The file.</param>
    /// <param name="families">The families to try.</param>
    /// <param name="wanted">The prefix of the wanted model, or null.</param>
    /// <param name="isChosen">Whether the family is certain, from the user or from a <c>model_type</c> that only it has.</param>
    public static IReadOnlyList<Candidate> Of(CheckpointFacts facts, IReadOnlyList<KnownFamily> families, string? wanted, bool isChosen)
    {
        List<Candidate> all = Each(facts, families, wanted, isChosen).ToList();
        return all.Where(candidate => !all.Any(stack => stack != candidate && IsLayerOf(candidate, stack))).ToList();
    }

    private static bool IsLayerOf(Candidate layer, Candidate stack)
    {
        string stem = stack.Family.Names.LayerStem;
        string before = stack.Outer + stack.Prefix + stem.Substring(0, stem.IndexOf(NameTemplate.Layer, StringComparison.Ordinal));
        return Regex.IsMatch(layer.Outer + layer.Prefix, "^" + Regex.Escape(before) + @"\d+\.", RegexOptions.CultureInvariant);
    }

    private static IEnumerable<Candidate> Each(CheckpointFacts facts, IReadOnlyList<KnownFamily> families, string? wanted, bool isChosen)
    {
        HashSet<(string Names, string Prefix)> found = [];
        foreach (KnownFamily family in families)
        {
            foreach (Candidate candidate in Of(facts, family, wanted))
            {
                string key = $"{family.Names.Naming} {family.Names.Own.Count}";
                if (!found.Contains((key, candidate.Outer + candidate.Prefix)) && (isChosen || family.Is(candidate.Roles)))
                {
                    found.Add((key, candidate.Outer + candidate.Prefix));
                    yield return candidate;
                }
            }
        }
    }

    private static IEnumerable<Candidate> Of(CheckpointFacts facts, KnownFamily family, string? wanted)
    {
        HeaderIndex whole = new(facts, "");
        string wrapper = family.IsSpecific ? TrainingPrefix.Of(facts, family.Names.Prefixes) : "";
        foreach (bool isGated in new[] { true, false })
        {
            foreach (string found in Prefixes(facts, whole, family, isGated).Where(prefix => wanted is null || prefix == wanted).ToList())
            {
                string prefix = found.Substring(found.StartsWith(wrapper, StringComparison.Ordinal) ? wrapper.Length : 0);
                bool isOwn = family.Names.Prefixes.Contains(prefix);

                // A model with generic names and a prefix is a part of a larger model, which the other tensors belong to.
                string outer = family.IsSpecific ? wrapper : isOwn ? "" : prefix;
                string inner = family.IsSpecific ? prefix : outer.Length > 0 ? "" : prefix;
                NamesDeclaration names = isOwn || inner.Length == 0 ? family.Names : family.Names with { Prefix = prefix };
                HeaderIndex index = new(facts, outer);
                int layers = Math.Max(1, RoleIndex.CountLayers(index, names, inner, isGated));
                RoleIndex roles = new(index, names, inner, layers, isGated);
                if (HasLayer(roles))
                {
                    yield return new(family, names, outer, inner, roles) { Wrapper = wrapper };
                }
            }
        }
    }

    /// <summary>The prefixes before the name of the first layer's last matrix; those of the family come first.</summary>
    private static IEnumerable<string> Prefixes(CheckpointFacts facts, HeaderIndex whole, KnownFamily family, bool isGated)
    {
        string[] probes = Probes(2).Concat(Probes(1)).Distinct().ToArray();
        List<string> found = (
            from tensor in facts.Tensors
            from probe in probes
            where tensor.Name.EndsWith(probe, StringComparison.Ordinal)
            let prefix = tensor.Name.Substring(0, tensor.Name.Length - probe.Length)
            where prefix.Length == 0 || prefix[prefix.Length - 1] == '.'
            select prefix).Distinct().ToList();
        IReadOnlyList<string> own = family.Names.Prefixes;
        return own.Where(found.Contains).Concat(found.Where(prefix => !own.Contains(prefix)));

        IEnumerable<string> Probes(int layers) => new RoleIndex(whole, family.Names, "", layers, isGated).All(Role.Ffn2, TensorPart.Weight);
    }

    /// <summary>Whether the file has the weights that every layer has.</summary>
    private static bool HasLayer(RoleIndex roles)
    {
        if (roles.Find(Role.Ffn2, TensorPart.Weight) is not { Shape: { Count: 2 } second } || !Has(Role.Out) || !Has(Role.Norm2)
            || !(Has(Role.Qkv) || (Has(Role.Query) && Has(Role.Key) && Has(Role.Value))))
        {
            return false;
        }

        if (roles.IsGated)
        {
            // A packed block and a plain one may have the same name: shapes distinguish them.
            return (Has(Role.Gate) && Has(Role.Ffn1)) || (roles.Find(Role.Wi, TensorPart.Weight) is { Shape: { Count: 2 } packed } && Math.Max(packed[0], packed[1]) == 2 * Math.Max(second[0], second[1]));
        }

        return roles.Find(Role.Ffn1, TensorPart.Weight) is { Shape: { Count: 2 } first } && first[0] == second[1] && first[1] == second[0];

        bool Has(Role role) => roles.Find(role, TensorPart.Weight) is not null;
    }
}
