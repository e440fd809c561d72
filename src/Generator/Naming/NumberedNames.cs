using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>The names that a family uses for a role with several modules.</summary>
/// <param name="Role">The role.</param>
/// <param name="Chains">The names for each number of modules in the family; alternatives for the same number are tried in order.</param>
internal sealed record NumberedNames(Role Role, IReadOnlyList<IReadOnlyList<string>> Chains)
{
    public static NumberedNames Several(Role role, params IReadOnlyList<string>[] chains) => new(role, chains);
}
