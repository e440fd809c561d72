namespace ShapeGen.Generator.Arguments;

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
