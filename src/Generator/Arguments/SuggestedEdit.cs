namespace ShapeGen.Generator.Arguments;

/// <summary>A change to an attribute that fixes a diagnostic and that a code fix offers.</summary>
/// <param name="Kind">The kind of the edit.</param>
/// <param name="Attribute">The name, without suffix, of the attribute that the diagnostic is reported on.</param>
/// <param name="Argument">The argument's name, spelled as the property; empty for the attribute itself; the title of the edit for <see cref="EditKind.Declare"/>.</param>
/// <param name="Value">The new value as C#, assuming <c>using ShapeGen</c>; for <see cref="EditKind.Declare"/> the attributes and the comments before them, one a line; otherwise empty.</param>
internal sealed record SuggestedEdit(EditKind Kind, string Attribute, string Argument, string Value)
{
    /// <summary>The title in the light bulb's menu.</summary>
    public string Title => Kind switch
    {
        EditKind.Set => $"Set {Argument} = {Value}",
        EditKind.Remove => $"Remove {Argument}",
        EditKind.RemoveAttribute => $"Remove [{Attribute}]",
        EditKind.Declare => Argument,
        _ => throw new InvalidOperationException($"No title is known for {Kind}."),
    };
}
