using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>
/// What stands before a module's names in a checkpoint of its family, which tensors the module leaves alone, and which further files the checkpoint has.
/// Immutable. Made by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CheckpointNames
{
    /// <summary>Nothing stands before the names, and all tensors must be used.</summary>
    internal static readonly CheckpointNames Plain = new([""], []);

    private readonly string[] _prefixes;
    private readonly string[] _ignored;
    private readonly string[] _files;
    private readonly string[] _filePrefixes;

    /// <param name="prefixes">What may stand before all of the names, the first being tried first; at least one.</param>
    /// <param name="ignored">Names of tensors that are left alone, with or without the prefix; <c>*</c> stands for any characters.</param>
    public CheckpointNames(string[] prefixes, string[] ignored)
        : this(prefixes, ignored, [])
    {
    }

    /// <param name="prefixes">What may stand before all of the names, the first being tried first; at least one.</param>
    /// <param name="ignored">Names of tensors that are left alone, with or without the prefix; <c>*</c> stands for any characters.</param>
    /// <param name="files">Further files of the checkpoint, as <see cref="SafetensorsFile.Open(string, string[])"/> takes them.</param>
    /// <exception cref="ArgumentException">There is no prefix, or a further file cannot be opened so.</exception>
    public CheckpointNames(string[] prefixes, string[] ignored, string[] files)
    {
        ArgumentNullException.ThrowIfNull(prefixes);
        ArgumentNullException.ThrowIfNull(ignored);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfZero(prefixes.Length);
        _files = files;
        _filePrefixes = files.Length == 0 ? [] : JoinedFiles.Prefixes(files);
        _prefixes = prefixes;
        _ignored = ignored;
    }

    internal ReadOnlySpan<string> Prefixes => _prefixes;

    internal bool IgnoresAny => _ignored.Length > 0;

    /// <summary>The further files of the checkpoint.</summary>
    internal string[] Files => _files;

    /// <summary>Whether a tensor is of a further file, where the prefix that <c>Load</c> is given has no say.</summary>
    /// <param name="name">Its whole name.</param>
    internal bool IsOfFurtherFile(ReadOnlySpan<char> name)
    {
        foreach (string prefix in _filePrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a tensor is left alone.</summary>
    /// <param name="name">Its name, without the prefix that <c>Load</c> is given.</param>
    /// <param name="prefix">What stands before the module's names in this checkpoint.</param>
    internal bool Ignores(ReadOnlySpan<char> name, string prefix)
    {
        foreach (string pattern in _ignored)
        {
            if (IsMatch(name, pattern)
                || (prefix.Length > 0 && name.StartsWith(prefix, StringComparison.Ordinal) && IsMatch(name[prefix.Length..], pattern)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name is what a pattern says, in which <c>*</c> stands for any characters, or none.</summary>
    internal static bool IsMatch(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int at = 0, next = 0;

        // Where to go on when what follows the last star does not fit: with a character more for that star. So it takes no more than
        // name × pattern steps, whatever they are.
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

        return pattern[next..].TrimStart('*').IsEmpty;
    }
}
