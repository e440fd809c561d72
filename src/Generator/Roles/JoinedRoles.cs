namespace ShapeGen.Generator.Roles;

/// <summary>Roles whose tensors a checkpoint has as one tensor or apart.</summary>
/// <param name="Roles">The roles, in the order of the rows of the one tensor.</param>
/// <param name="Words">What messages call them.</param>
internal sealed record JoinedRoles(IReadOnlyList<Role> Roles, string Words)
{
    /// <summary>Whether only checkpoints join them: the model has a parameter for each, all of the same size.</summary>
    public bool OnlyInFiles { get; init; }
}
