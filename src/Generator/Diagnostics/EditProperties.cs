using System.Collections.Immutable;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>The edits of a diagnostic as its properties, in which they come to the code fix.</summary>
internal static class EditProperties
{
    private const string Key = "Edit";

    /// <summary>Separates the fields. No value contains it.</summary>
    private const char Divider = '\u001f';

    /// <summary>The properties of a diagnostic with these edits, the best first.</summary>
    public static ImmutableDictionary<string, string?> Of(EquatableArray<SuggestedEdit> edits) => edits.Count == 0
        ? ImmutableDictionary<string, string?>.Empty
        : edits.Select((edit, index) => new KeyValuePair<string, string?>(
            Key + Literals.Integer(index), string.Join(Divider.ToString(), edit.Kind.ToString(), edit.Attribute, edit.Argument, edit.Value))).ToImmutableDictionary();

    /// <summary>The edits that a diagnostic carries.</summary>
    public static IReadOnlyList<SuggestedEdit> Read(ImmutableDictionary<string, string?> properties)
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
