using System.Collections;

namespace ShapeGen.Generator.Graph;

/// <summary>What belongs to each role, of the roles that have something.</summary>
/// <remarks>A dictionary of an enum's values would be compiled by the JIT for the first model of a process; this one is in the generator's image.</remarks>
internal sealed class RoleMap<T> : IEnumerable<Role>
    where T : class
{
    private readonly T?[] _values = new T?[(int)Role.Heads + 1];

    /// <summary>What a role has, or null.</summary>
    public T? this[Role role]
    {
        get => _values[(int)role];
        set => _values[(int)role] = value;
    }

    public bool Contains(Role role) => this[role] is not null;

    /// <summary>The roles that have something, in the order of the enum.</summary>
    public IEnumerator<Role> GetEnumerator()
    {
        for (Role role = 0; (int)role < _values.Length; role++)
        {
            if (Contains(role))
            {
                yield return role;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
