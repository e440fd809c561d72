using System.Text.RegularExpressions;

namespace ShapeGen.Generator.Naming;

/// <summary>Patterns of tensor names, as in <c>Ignore</c>: a star matches any characters.</summary>
internal static class NamePatterns
{
    /// <summary>A compiled pattern, to match many names.</summary>
    public static Regex Of(string pattern) => new(Text(pattern), Options);

    /// <summary>Whether a name matches one of the patterns.</summary>
    public static bool Match(IEnumerable<string> patterns, string name) => patterns.Any(pattern => Match(pattern, name));

    /// <summary>Whether a name matches a pattern.</summary>
    public static bool Match(string pattern, string name) => Regex.IsMatch(name, Text(pattern), Options);

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Singleline;

    private static string Text(string pattern) => "^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$";
}
