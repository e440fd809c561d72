using System.Collections;

namespace ShapeGen.Generator.Graph;

/// <summary>Roles, each once, in the order in which they were added.</summary>
/// <remarks>As <see cref="RoleMap{T}"/>: a set of the framework's would be compiled by the JIT.</remarks>
internal sealed class RoleSet : IEnumerable<Role>
{
    private readonly Role[] _roles = new Role[(int)Role.Heads + 1];
    private readonly bool[] _has = new bool[(int)Role.Heads + 1];
    private int _count;

    public RoleSet()
    {
    }

    public RoleSet(params Role[] roles) => AddAll(roles);

    public bool Contains(Role role) => _has[(int)role];

    public void Add(Role role)
    {
        if (!Contains(role))
        {
            _has[(int)role] = true;
            _roles[_count++] = role;
        }
    }

    public void AddAll(params Role[] roles)
    {
        foreach (Role role in roles)
        {
            Add(role);
        }
    }

    public bool ContainsAny(params Role[] roles)
    {
        foreach (Role role in roles)
        {
            if (Contains(role))
            {
                return true;
            }
        }

        return false;
    }

    public IEnumerator<Role> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return _roles[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
