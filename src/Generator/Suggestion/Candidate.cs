using ShapeGen.Generator.Families;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Suggestion;

/// <summary>A way to read a file: whose names, after which prefix.</summary>
/// <param name="Family">The family.</param>
/// <param name="Names">Its names, with the prefix where that is not the family's own.</param>
/// <param name="Outer">What is before all names, and no part of them.</param>
/// <param name="Prefix">What is before the names of the layers.</param>
/// <param name="Roles">The tensors of each role.</param>
internal sealed record Candidate(KnownFamily Family, NamesDeclaration Names, string Outer, string Prefix, RoleIndex Roles)
{
    /// <summary>What a training tool put before all names. It is a part of <see cref="Outer"/> here, and of the names in the declaration that is written.</summary>
    public string Wrapper { get; init; } = "";
}
