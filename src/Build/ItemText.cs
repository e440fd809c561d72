using Microsoft.Build.Utilities;

namespace ShapeGen.Build;

/// <summary>Escapes text for items that a task returns. MSBuild unescapes it: a percent sign starts a character code, and a semicolon ends an item.</summary>
internal static class ItemText
{
    private const string Special = "%*?@$();'";

    /// <summary>Creates an item from a path.</summary>
    public static TaskItem Item(string path) => new(Escape(path));

    /// <summary>Sets metadata of an item.</summary>
    public static void Set(this TaskItem item, string metadata, string text) => item.SetMetadata(metadata, Escape(text));

    private static string Escape(string text) => string.Concat(text.Select(letter => Special.IndexOf(letter) >= 0 ? "%" + ((int)letter).ToString("x2", System.Globalization.CultureInfo.InvariantCulture) : letter.ToString()));
}
