using System.Text.RegularExpressions;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Patterns of tensors' names, in which a star is any characters, as <c>Ignore</c> has them.</summary>
internal static class NamePatterns
{
    /// <summary>Whether a name fits one of some patterns.</summary>
    public static bool Match(IEnumerable<string> patterns, string name) => patterns.Any(pattern => Match(pattern, name));

    /// <summary>Whether a name fits a pattern.</summary>
    public static bool Match(string pattern, string name) => Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$", RegexOptions.CultureInvariant | RegexOptions.Singleline);
}
