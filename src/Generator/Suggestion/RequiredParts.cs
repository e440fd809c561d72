using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Parts that every model of a family has besides its layers. A file without them is incomplete, or belongs to another family.</summary>
internal static class RequiredParts
{
    /// <exception cref="UndeclarableException">A part is missing.</exception>
    public static void Check(Candidate candidate)
    {
        if (candidate.Family.Required.FirstOrDefault(role => candidate.Roles.Find(role, TensorPart.Weight) is null) is { } missing)
        {
            throw new UndeclarableException(
                $"the file has no '{candidate.Roles.All(missing, TensorPart.Weight).First()}', which every model of {candidate.Family.Title} has; to declare only the layers, use --layers-only");
        }
    }
}
