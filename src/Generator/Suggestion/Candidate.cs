using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Suggestion;

/// <summary>A way to read a file: whose names, behind which prefix.</summary>
/// <param name="Family">The family.</param>
/// <param name="Names">Its names, with the prefix where that is not the family's own.</param>
/// <param name="Outer">What stands before all names, and is no part of them.</param>
/// <param name="Prefix">What stands before the names of the layers.</param>
/// <param name="Roles">The tensors of each role.</param>
internal sealed record Candidate(KnownFamily Family, NamesDeclaration Names, string Outer, string Prefix, RoleIndex Roles);
