#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Naming;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>Patterns of tensor names, as in <c>Ignore</c>, in which <c>*</c> matches any characters, or none.</summary>
internal static class Wildcard
{
    /// <summary>Whether a name, from <paramref name="start"/> on, matches a pattern.</summary>
    public static bool IsMatch(string name, string pattern, int start = 0)
    {
        int at = start, next = 0;

        // If the text after the last star does not match, continue here with one more character for that star. This takes at most
        // name × pattern steps.
        int star = -1, starAt = 0;
        while (at < name.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                star = next++;
                starAt = at;
            }
            else if (next < pattern.Length && pattern[next] == name[at])
            {
                next++;
                at++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        while (next < pattern.Length && pattern[next] == '*')
        {
            next++;
        }

        return next == pattern.Length;
    }
}
