namespace ShapeGen.Generator;

/// <summary>
/// In place of the framework's methods of the same names, which this assembly's namespaces come before. Those collect what has no known length in an array builder, with a pool and
/// spans: some ten types for each kind of element, which the runtime makes anew for the first model of a process. A list's constructor needs none of them.
/// </summary>
internal static class Lists
{
    /// <summary>A list of all elements.</summary>
    public static List<T> ToList<T>(this IEnumerable<T> items) => new(items);

    /// <summary>An array of all elements.</summary>
    public static T[] ToArray<T>(this IEnumerable<T> items) => new List<T>(items).ToArray();
}
