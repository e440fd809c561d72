using Microsoft.Build.Utilities;

namespace ShapeGen.Build;

/// <summary>Text for items that a task makes. MSBuild takes it for escaped: a percent sign begins the number of a letter, a semicolon ends a name.</summary>
internal static class ItemText
{
    private const string Special = "%*?@$();'";

    /// <summary>An item of a path.</summary>
    public static TaskItem Item(string path) => new(Escape(path));

    /// <summary>Gives an item a text.</summary>
    public static void Set(this TaskItem item, string metadata, string text) => item.SetMetadata(metadata, Escape(text));

    private static string Escape(string text) => string.Concat(text.Select(letter => Special.IndexOf(letter) >= 0 ? "%" + ((int)letter).ToString("x2", System.Globalization.CultureInfo.InvariantCulture) : letter.ToString()));
}
