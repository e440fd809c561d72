using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Finds equal layers with names of no known family, and the role of each tensor: by shapes, and by words where shapes are ambiguous.</summary>
internal static class LayerPattern
{
    private static readonly Regex Number = new(@"(?<=^|\.|_)\d+(?=\.)", RegexOptions.CultureInvariant);

    /// <summary>The names as a family, or the reason why they are not one.</summary>
    public static (KnownFamily? Family, string? Missing) Find(CheckpointFacts facts, string? wanted)
    {
        List<LayerGroup> groups = Groups(facts.Tensors).Where(group => wanted is null || group.Stem.StartsWith(wanted, StringComparison.Ordinal)).ToList();
        string? missing = null;
        foreach (LayerGroup group in groups.OrderByDescending(group => group.Layers * group.Modules.Count))
        {
            (RoleNames? roles, string? problem) = LayerRoles.Of(group);
            if (roles is not null)
            {
                return (Family(facts, group, roles), null);
            }

            missing ??= $"the file has {Literals.Integer(group.Layers)} equal layers ('{group.Stem}{{layer}}.…'), but {problem}";
        }

        return (null, missing);
    }

    /// <summary>Groups of names that differ in a number counting from 0, and the modules of each number.</summary>
    private static IEnumerable<LayerGroup> Groups(IEnumerable<HeaderTensor> tensors)
    {
        Dictionary<string, Dictionary<int, List<(string Suffix, HeaderTensor Tensor)>>> stems = new(StringComparer.Ordinal);
        foreach (HeaderTensor tensor in tensors)
        {
            foreach (Match number in Number.Matches(tensor.Name))
            {
                if (number.Length > 4)
                {
                    continue;
                }

                string stem = tensor.Name.Substring(0, number.Index);
                Dictionary<int, List<(string, HeaderTensor)>> layers = stems.TryGetValue(stem, out Dictionary<int, List<(string, HeaderTensor)>>? known) ? known : stems[stem] = [];
                int layer = int.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture);
                List<(string, HeaderTensor)> all = layers.TryGetValue(layer, out List<(string, HeaderTensor)>? present) ? present : layers[layer] = [];
                all.Add((tensor.Name.Substring(number.Index + number.Length + 1), tensor));
            }
        }

        foreach (KeyValuePair<string, Dictionary<int, List<(string Suffix, HeaderTensor Tensor)>>> stem in stems)
        {
            int count = 0;
            while (stem.Value.TryGetValue(count, out List<(string Suffix, HeaderTensor Tensor)>? layer) && Fingerprint(layer) == Fingerprint(stem.Value[0]))
            {
                count++;
            }

            if (count > 0 && count == stem.Value.Count)
            {
                yield return new(stem.Key, count, NamedModule.Of(stem.Value[0]));
            }
        }
    }

    private static bool IsOfLayers(string name, string stem) =>
        name.StartsWith(stem, StringComparison.Ordinal) && Number.IsMatch(name, stem.Length) && Number.Match(name, stem.Length).Index == stem.Length;

    private static string Fingerprint(List<(string Suffix, HeaderTensor Tensor)> layer) =>
        string.Join(";", layer.Select(item => $"{item.Suffix}{item.Tensor.ShapeText}").OrderBy(text => text, StringComparer.Ordinal));

    private static KnownFamily Family(CheckpointFacts facts, LayerGroup group, RoleNames roles)
    {
        string stem = group.Stem + NameTemplate.Layer + ".";
        List<OwnName> names = roles.Names.Select(name => new OwnName(name.Role, stem + name.Text)).ToList();
        IReadOnlyList<NamedModule> around = NamedModule.Of(facts.Tensors.Where(tensor => !IsOfLayers(tensor.Name, group.Stem)).Select(tensor => (tensor.Name, tensor)).ToList());
        names.AddRange(StageRoles.Of(around, group.Stem, roles));
        bool hasFinalNorm = names.Any(name => name.Role == Role.FinalNorm);
        return new()
        {
            Title = $"equal layers with custom names ('{stem}…')",
            Names = new(TensorNaming.CvNets, null, roles.IsTransposed, new([]), new(NamesDeclaration.InOrder(names))),
            IsSpecific = false,

            // A stack of pre-norm layers ends with an additional norm; post-norm layers end with their own.
            Placement = hasFinalNorm ? NormPlacement.Pre : NormPlacement.Post,
            Activation = Activation.Gelu,
        };
    }
}

/// <summary>Layers whose names differ only in a number.</summary>
/// <param name="Stem">The text before the number.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Modules">The modules of one layer.</param>
internal sealed record LayerGroup(string Stem, int Layers, IReadOnlyList<NamedModule> Modules);

/// <summary>Tensors whose names differ only in weight or bias: a linear layer or a norm.</summary>
/// <param name="Name">The name without the part, or with a placeholder for it if it is not a suffix.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Bias">The bias, or null.</param>
internal sealed record NamedModule(string Name, HeaderTensor Weight, HeaderTensor? Bias)
{
    private static readonly Regex Part = new(@"(?<=^|[._])(weight|gamma|bias|beta)$", RegexOptions.CultureInvariant);

    public bool IsMatrix => Weight.Shape.Count == 2;

    public bool IsVector => Weight.Shape.Count == 1;

    /// <summary>Groups tensors into modules. A tensor that is neither a weight nor a bias is a separate module.</summary>
    public static IReadOnlyList<NamedModule> Of(IReadOnlyList<(string Suffix, HeaderTensor Tensor)> tensors)
    {
        List<NamedModule> modules = [];
        foreach (IGrouping<string, (string Suffix, HeaderTensor Tensor)> group in tensors.GroupBy(item => Template(item.Suffix), StringComparer.Ordinal))
        {
            HeaderTensor? weight = group.FirstOrDefault(item => !IsBias(item.Suffix)).Tensor;
            HeaderTensor? bias = group.FirstOrDefault(item => IsBias(item.Suffix)).Tensor;
            if (weight is not null)
            {
                modules.Add(new(group.Key, weight, bias));
            }
            else if (bias is not null)
            {
                modules.Add(new(group.First().Suffix, bias, null));
            }
        }

        return modules;
    }

    private static bool IsBias(string name) => name.EndsWith("bias", StringComparison.Ordinal) || name.EndsWith("beta", StringComparison.Ordinal);

    private static string Template(string name)
    {
        Match part = Part.Match(name);
        return !part.Success ? name
            : part.Index > 0 && name[part.Index - 1] == '.' ? name.Substring(0, part.Index - 1)
            : name.Substring(0, part.Index) + NameTemplate.Part;
    }
}
