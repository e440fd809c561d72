using System.Text.RegularExpressions;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>The declaration of <c>[TensorNames]</c>.</summary>
/// <param name="Naming">The family of checkpoints.</param>
/// <param name="Prefix">The prefix of all names, or null for the family's prefixes.</param>
/// <param name="IsTransposed">Whether matrices are stored as [inputs, outputs].</param>
/// <param name="Ignored">Patterns of tensors to ignore.</param>
/// <param name="Own">The user's own names.</param>
internal sealed record NamesDeclaration(TensorNaming Naming, string? Prefix, bool IsTransposed, EquatableArray<string> Ignored, EquatableArray<OwnName> Own)
{
    /// <summary>Further files of the checkpoint, relative to its folder. The folder of each file is the prefix of its tensor names.</summary>
    public EquatableArray<string> Files { get; init; } = new([]);

    /// <summary>The names for a class without the attribute.</summary>
    public static readonly NamesDeclaration Default = new(TensorNaming.CvNets, null, false, new([]), new([]));

    private NamingProfile Profile => NamingProfiles.Of(Naming);

    /// <summary>The prefix of a layer's names in the family's checkpoints.</summary>
    public string LayerStem => Profile.Layer;

    /// <summary>The possible prefixes of all names.</summary>
    public IReadOnlyList<string> Prefixes => Prefix is null ? Profile.Prefixes : [Prefix];

    /// <summary>Whether the first layer has no norm before its attention.</summary>
    public bool HasNoFirstNorm => Profile.HasNoFirstNorm;

    /// <summary>Reads the attribute and checks it against the module.</summary>
    /// <param name="arguments">The attribute, or null where the class has none.</param>
    /// <param name="roles">The roles that the module needs names for.</param>
    /// <returns>The declaration, or null if something was reported.</returns>
    public static NamesDeclaration? Read(ModuleArguments? arguments, NamedRoles roles)
    {
        if (arguments is null)
        {
            return Default;
        }

        TensorNaming naming = arguments.Enumeration("Naming", TensorNaming.CvNets);
        string? prefix = arguments.Text("Prefix");
        bool isTransposed = arguments.Flag("Transposed", false);
        string[] ignored = Listed(arguments.Text("Ignore"));
        IReadOnlyList<string> files = FilesOf(arguments);
        List<OwnName> own = [];
        foreach (Role role in Role.Named)
        {
            if (arguments.Text(role.Name) is { } text)
            {
                own.Add(new(role, text));
            }
        }

        if (!arguments.Valid)
        {
            return null;
        }

        NamesDeclaration names = new(naming, prefix, isTransposed, new(ignored), new(own)) { Files = new(files) };
        names.Check(arguments, roles);
        return arguments.Valid ? names : null;
    }

    /// <summary>The further files that an attribute lists, valid or not.</summary>
    /// <param name="arguments">The attribute, or null where the class has none.</param>
    public static IReadOnlyList<string> FilesOf(ModuleArguments? arguments) => Listed(arguments?.Text("Files"));

    /// <summary>The items of a text, separated by semicolons.</summary>
    private static string[] Listed(string? text) => (text ?? "").Split(';').Select(item => item.Trim()).Where(item => item.Length > 0).ToArray();

    /// <summary>The names of a module's tensors.</summary>
    public TensorNames Resolve(NamedRoles roles) => new(Templates(roles))
    {
        Prefixes = Prefixes,
        Ignored = [.. Ignored, .. Profile.Ignored],
        Files = Files,
        Numbered = roles.Numbers.Keys.ToDictionary(role => role, role => NumberedTemplates(role, roles)),
        IsTransposed = IsTransposed,
    };

    private Dictionary<Role, IReadOnlyList<NameTemplate>> Templates(NamedRoles roles)
    {
        Dictionary<Role, IReadOnlyList<NameTemplate>> templates = Profile.Templates(roles.Scope, roles.IsGated, roles.Layers);
        HashSet<Role> own = [.. Own.Select(name => name.Role)];

        // If the user names one form, the family's names for the other form are not tried.
        foreach (Role removed in own.SelectMany(role => role.Joins).Concat(templates.Keys.Where(role => own.Overlaps(role.Joins))).ToList())
        {
            templates.Remove(removed);
        }

        foreach (OwnName name in Own.Where(name => name.Role.NumberedBy is null))
        {
            templates[name.Role] = [new(roles.Layers == 1 ? name.Text.Replace(NameTemplate.Layer, "0") : name.Text, name.Role.Kind)];
        }

        return templates;
    }

    /// <summary>The names of a role with several modules: the user's own, or the family's for each number of modules.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Chains(Role role) => Own.FirstOrDefault(name => name.Role == role) is { } own
        ? [own.Text.Split(';').Select(text => text.Trim()).ToList()]
        : Profile.Chains(role);

    /// <summary>Names in the order of the attribute's properties.</summary>
    public static IEnumerable<OwnName> InOrder(IEnumerable<OwnName> names) => names.OrderBy(name => Role.Named.TakeWhile(role => role != name.Role).Count());

    /// <summary>The names of each module of a role: the user's own, or the family's for this number of modules.</summary>
    private IReadOnlyList<IReadOnlyList<NameTemplate>> NumberedTemplates(Role role, NamedRoles roles)
    {
        IReadOnlyList<int> numbers = roles.Numbers.TryGetValue(role, out IReadOnlyList<int>? all) ? all : [];
        bool isOwn = Own.Any(name => name.Role == role);
        List<IReadOnlyList<string>> chains = Chains(role).Where(chain => isOwn || chain.Count == numbers.Count || chain[0].Contains(NameTemplate.Layer)).ToList();
        return numbers.Take(chains.Count == 0 ? 0 : numbers.Count)
            .Select(IReadOnlyList<NameTemplate> (number, i) => chains
                .Select(chain => new NameTemplate(chain[Math.Min(i, chain.Count - 1)].Replace(NameTemplate.Layer, Literals.Integer(number)), role.Kind)).ToList())
            .ToList();
    }

    private void Check(ModuleArguments arguments, NamedRoles roles)
    {
        foreach (OwnName names in Own)
        {
            if (names.Role.NumberedBy is { } attribute && roles.Numbers.TryGetValue(names.Role, out IReadOnlyList<int>? numbers)
                && (names.Text.Split(';').Length is var count) && count != numbers.Count && !(count == 1 && names.Text.Contains(NameTemplate.Layer)))
            {
                arguments.Contradiction(
                    names.Role.Name, names.Written, $"{Literals.Integer(numbers.Count)} {attribute}",
                    $"it has {Literals.Integer(count)} {(count == 1 ? "name" : "names")}; write one name for each, separated by semicolons, or one name with {{layer}} in place of the number");
            }
        }

        foreach (OwnName name in Own)
        {
            CheckPlaceholders(arguments, name, roles);
            if (!roles.Has(name.Role))
            {
                string deciding = roles.Deciding(name.Role);
                string change = deciding == roles.Attribute ? "" : ", or change the other property";
                arguments.Contradiction(name.Role.Name, name.Written, deciding, $"then the model has no {name.Role}; remove {name.Role}{change}", arguments.Remove(name.Role.Name));
            }
        }

        if (Prefix is not null && (Prefix.Contains("{") || Prefix.Contains("}")))
        {
            arguments.Contradiction("Prefix", $"Prefix = {Literals.String(Prefix)}", "the names after it", "the prefix is the same for all layers and parts; write placeholders in the names");
        }

        if (FurtherFiles.Problem(Files) is { } problem)
        {
            arguments.Contradiction("Files", $"Files = {Literals.String(string.Join(";", Files))}", "the checkpoint's folder", problem);
        }

        foreach (OwnName together in Own)
        {
            foreach (OwnName apart in Own.Where(name => together.Role.Joins.Contains(name.Role)))
            {
                arguments.Contradiction(
                    together.Role.Name, together.Written, apart.Written, $"{together.Role.Joined!.Words} are either one tensor or separate tensors; remove one of the two properties");
            }
        }

        if (IsTransposed && !roles.Roles.Any(role => role.Kind == TensorKind.Linear))
        {
            arguments.Contradiction("Transposed", "Transposed = true", roles.Attribute, "it has no matrix; remove Transposed", arguments.Remove("Transposed"));
        }

        if (arguments.Valid)
        {
            CheckComplete(arguments, roles);
        }
    }

    private static void CheckPlaceholders(ModuleArguments arguments, OwnName name, NamedRoles roles)
    {
        string role = name.Role.Name;
        string rest = name.Text.Replace(NameTemplate.Layer, "").Replace(NameTemplate.Part, "");
        if (rest.Contains("{") || rest.Contains("}"))
        {
            string unknown = Regex.Match(rest, @"\{[^{}]*\}|[{}]").Value;
            arguments.Contradiction(role, name.Written, "[TensorNames]", $"{unknown} is not a placeholder; use {{layer}} for the number of the layer and {{part}} for weight or bias");
        }

        bool isOfLayer = name.Role.Occurrence == Occurrence.EachLayer;
        bool hasLayer = name.Text.Contains(NameTemplate.Layer);
        if (isOfLayer && !hasLayer && roles.Layers > 1)
        {
            arguments.Contradiction(role, name.Written, $"Layers = {Literals.Integer(roles.Layers)}", "each layer has its own tensors; write {layer} in place of the layer's number");
        }

        if (hasLayer && roles.Scope != NameScope.Encoder)
        {
            arguments.Contradiction(role, name.Written, roles.Attribute, "it has no layers; remove {layer}");
        }
        else if (hasLayer && !isOfLayer && name.Role.NumberedBy is null)
        {
            arguments.Contradiction(role, name.Written, "its {layer}", $"all layers share one {role}; write the number instead, or remove {{layer}}");
        }
    }

    /// <summary>Reports roles that the module needs and that have no name.</summary>
    private void CheckComplete(ModuleArguments arguments, NamedRoles roles)
    {
        Dictionary<Role, IReadOnlyList<NameTemplate>> templates = Templates(roles);
        foreach (Role role in roles.Roles)
        {
            // Its parts, or the tensor that files join it in.
            IReadOnlyList<Role> apart = role.Joins.Count > 0 ? role.Joins : templates.Keys.Where(other => other.Joined is { OnlyInFiles: true } && other.Joins.Contains(role)).ToList();
            if ((role.NumberedBy is not null && NumberedTemplates(role, roles).Count > 0) || templates.ContainsKey(role) || (apart.Count > 0 && apart.All(templates.ContainsKey)))
            {
                continue;
            }

            // The user named only some of q, k and v.
            OwnName? begun = Own.FirstOrDefault(name => apart.Contains(name.Role));
            string names = string.Join(" and ", (apart.Count > 1 && begun is not null ? apart.Where(part => !templates.ContainsKey(part)) : [role]).Select(part => $"{part} = \"…\""));
            if (begun is not null)
            {
                arguments.Contradiction(begun.Role.Name, begun.Written, $"TensorNaming.{Naming}", $"this naming does not complete {role}; add {names}");
            }
            else
            {
                arguments.Contradiction("Naming", $"TensorNaming.{Naming}", roles.Deciding(role), $"this naming has no name for {role}; add {names}, or choose another naming");
            }
        }
    }
}

/// <summary>A user's own name for a role.</summary>
/// <param name="Role">The role, which is the property's name.</param>
/// <param name="Text">The template.</param>
internal sealed record OwnName(Role Role, string Text)
{
    /// <summary>The property and its value.</summary>
    public string Written => $"{Role} = {Literals.String(Text)}";
}
