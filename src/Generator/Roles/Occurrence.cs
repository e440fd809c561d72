namespace ShapeGen.Generator.Roles;

/// <summary>How often a model has a role.</summary>
internal enum Occurrence
{
    /// <summary>Once in the model, before, after or for all layers.</summary>
    Once,

    /// <summary>Once in each layer.</summary>
    EachLayer,
}
