using System.Collections.Immutable;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>The kind of an edit.</summary>
internal enum EditKind
{
    /// <summary>Sets an argument, whether or not it is written already.</summary>
    Set,

    /// <summary>Removes an argument.</summary>
    Remove,

    /// <summary>Removes the attribute.</summary>
    RemoveAttribute,

    /// <summary>Inserts attributes before it, each on its own line, and replaces those of the same names.</summary>
    Declare,
}

/// <summary>A change to an attribute that fixes a diagnostic and that a code fix offers. A diagnostic carries it as text, in its properties.</summary>
/// <param name="Kind">The kind of the edit.</param>
/// <param name="Attribute">The name, without suffix, of the attribute that the diagnostic is reported on.</param>
/// <param name="Argument">The argument's name, spelled as the property; empty for the attribute itself; the title of the edit for <see cref="EditKind.Declare"/>.</param>
/// <param name="Value">The new value as C#, assuming <c>using ShapeGen</c>; for <see cref="EditKind.Declare"/> the attributes and the comments before them, one a line; otherwise empty.</param>
internal sealed record SuggestedEdit(EditKind Kind, string Attribute, string Argument, string Value)
{
    private const string Key = "Edit";

    /// <summary>Separates the fields. No value contains it.</summary>
    private const char Divider = '\u001f';

    /// <summary>The title in the light bulb's menu.</summary>
    public string Title => Kind switch
    {
        EditKind.Set => $"Set {Argument} = {Value}",
        EditKind.Remove => $"Remove {Argument}",
        EditKind.RemoveAttribute => $"Remove [{Attribute}]",
        EditKind.Declare => Argument,
        _ => throw new InvalidOperationException($"No title is known for {Kind}."),
    };

    /// <summary>The properties of a diagnostic with these edits, the best first.</summary>
    public static ImmutableDictionary<string, string?> ToProperties(EquatableArray<SuggestedEdit> edits) => edits.Count == 0
        ? ImmutableDictionary<string, string?>.Empty
        : edits.Select((edit, index) => new KeyValuePair<string, string?>(
            Key + Literals.Integer(index), string.Join(Divider.ToString(), edit.Kind.ToString(), edit.Attribute, edit.Argument, edit.Value))).ToImmutableDictionary();

    /// <summary>The edits that a diagnostic carries.</summary>
    public static IReadOnlyList<SuggestedEdit> From(ImmutableDictionary<string, string?> properties)
    {
        List<SuggestedEdit> edits = [];
        while (properties.TryGetValue(Key + Literals.Integer(edits.Count), out string? text) && text is not null)
        {
            string[] parts = text.Split(Divider);
            edits.Add(new((EditKind)Enum.Parse(typeof(EditKind), parts[0]), parts[1], parts[2], parts[3]));
        }

        return edits;
    }
}
