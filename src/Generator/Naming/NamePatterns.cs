using System.Text.RegularExpressions;

namespace ShapeGen.Generator.Naming;

/// <summary>Patterns of tensors' names, in which a star is any characters, as <c>Ignore</c> has them.</summary>
internal static class NamePatterns
{
    /// <summary>What finds the names that fit a pattern, for many names.</summary>
    public static Regex Of(string pattern) => new(Text(pattern), Options);

    /// <summary>Whether a name fits one of some patterns.</summary>
    public static bool Match(IEnumerable<string> patterns, string name) => patterns.Any(pattern => Match(pattern, name));

    /// <summary>Whether a name fits a pattern.</summary>
    public static bool Match(string pattern, string name) => Regex.IsMatch(name, Text(pattern), Options);

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Singleline;

    private static string Text(string pattern) => "^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$";
}
