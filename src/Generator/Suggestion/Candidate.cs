using ShapeGen.Generator.Families;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Suggestion;

/// <summary>A way to read a file: the family of its names, and their prefix.</summary>
/// <param name="Family">The family.</param>
/// <param name="Names">Its names, with the prefix if that is not one of the family's.</param>
/// <param name="Outer">The prefix of all names, which is not part of them.</param>
/// <param name="Prefix">The prefix of the family's names.</param>
/// <param name="Roles">The tensors of each role.</param>
internal sealed record Candidate(KnownFamily Family, NamesDeclaration Names, string Outer, string Prefix, RoleIndex Roles)
{
    /// <summary>The prefix that a training tool added to all names. Here it is part of <see cref="Outer"/>; in the written declaration it is part of the names.</summary>
    public string Wrapper { get; init; } = "";
}
