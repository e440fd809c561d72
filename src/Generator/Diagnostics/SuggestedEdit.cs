using System.Collections.Immutable;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>What is changed.</summary>
internal enum EditKind
{
    /// <summary>An argument gets a value, whether it is written yet or not.</summary>
    Set,

    /// <summary>An argument is removed.</summary>
    Remove,

    /// <summary>The attribute is removed.</summary>
    RemoveAttribute,

    /// <summary>Attributes come before it, each on a line of its own, in place of others of their names.</summary>
    Declare,
}

/// <summary>A change of an attribute that makes a diagnostic go away: a code fix offers it. A diagnostic carries it as properties, which are text.</summary>
/// <param name="Kind">What is changed.</param>
/// <param name="Attribute">The attribute's name without its suffix: the one that the diagnostic stands on or in.</param>
/// <param name="Argument">The argument's name, as a property has it; empty for the attribute itself; of attributes that come, what the edit is called.</param>
/// <param name="Value">The new value as C#, with <c>using ShapeGen</c>; of attributes, those and comments before them, a line each; empty where there is none.</param>
internal sealed record SuggestedEdit(EditKind Kind, string Attribute, string Argument, string Value)
{
    private const string Key = "Edit";

    /// <summary>What the properties are divided by: no value has it.</summary>
    private const char Divider = '\u001f';

    /// <summary>As the light bulb's menu shows it.</summary>
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
