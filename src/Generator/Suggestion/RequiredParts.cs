using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Suggestion;

/// <summary>What each model of a family has beside its layers: a file without it is not whole, or another family's.</summary>
internal static class RequiredParts
{
    /// <exception cref="UndeclarableException">A part is not there.</exception>
    public static void Check(Candidate candidate)
    {
        if (candidate.Family.Required.Where(role => candidate.Roles.Find(role, TensorPart.Weight) is null).Select(role => (Role?)role).FirstOrDefault() is { } missing)
        {
            throw new UndeclarableException(
                $"the file has no '{candidate.Roles.All(missing, TensorPart.Weight).First()}', which every model of {candidate.Family.Title} has; to declare only the layers, use --layers-only");
        }
    }
}
