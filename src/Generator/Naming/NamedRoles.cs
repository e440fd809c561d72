using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>The roles that a module needs names for.</summary>
/// <param name="module">The attribute's name.</param>
/// <param name="scope">The part of a family's names that applies to it.</param>
internal sealed class NamedRoles(string module, NameScope scope)
{
    private readonly List<Role> _roles = [];
    private readonly Dictionary<Role, string> _deciding = [];

    public NameScope Scope { get; } = scope;

    /// <summary>The attribute, as the user writes it.</summary>
    public string Attribute { get; } = $"[{module}]";

    /// <summary>Number of equal layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>The numbers of the modules of each role that has several: heads, convolutions, and the norms of some of these.</summary>
    public Dictionary<Role, IReadOnlyList<int>> Numbers { get; } = [];

    /// <summary>Whether the feed-forward block is gated.</summary>
    public bool IsGated { get; init; }

    /// <summary>The roles, those of q, k and v apart and of a packed gated block not among them.</summary>
    public IEnumerable<Role> Roles => _roles.Distinct();

    /// <summary>Adds roles that the module always has.</summary>
    public NamedRoles With(params Role[] roles)
    {
        _roles.AddRange(roles);
        return this;
    }

    /// <summary>Adds roles that depend on a property.</summary>
    /// <param name="isThere">Whether the module has them.</param>
    /// <param name="property">The property and its value.</param>
    /// <param name="roles">The roles.</param>
    public NamedRoles Where(bool isThere, string property, params Role[] roles)
    {
        foreach (Role role in roles)
        {
            _deciding[role] = property;
        }

        return isThere ? With(roles) : this;
    }

    /// <summary>Whether a name for the role can be used: the module has it, or it joins roles of the module, or is joined in one.</summary>
    public bool Has(Role role) => _roles.Contains(role) || _roles.Any(other => other.Joins.Contains(role)) || (role.Joins.Count > 0 && role.Joins.All(_roles.Contains));

    /// <summary>What decides whether there is such a role, as the user wrote it.</summary>
    public string Deciding(Role role) => role.Joins.Prepend(role).Select(each => _deciding.TryGetValue(each, out string? property) ? property : null).FirstOrDefault(property => property is not null) ?? Attribute;
}
