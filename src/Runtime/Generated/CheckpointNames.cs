using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>
/// The possible prefixes of a module's names in a checkpoint of its family, the tensors that the module ignores, and the further files of the checkpoint.
/// Immutable. Created by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CheckpointNames
{
    /// <summary>No prefix, and all tensors must be used.</summary>
    internal static readonly CheckpointNames Plain = new([""], []);

    private readonly string[] _prefixes;
    private readonly string[] _ignored;
    private readonly string[] _files;
    private readonly string[] _filePrefixes;

    /// <param name="prefixes">Possible prefixes of all names, in the order in which they are tried; at least one.</param>
    /// <param name="ignored">Names of ignored tensors, with or without the prefix; <c>*</c> matches any characters.</param>
    public CheckpointNames(string[] prefixes, string[] ignored)
        : this(prefixes, ignored, [])
    {
    }

    /// <param name="prefixes">Possible prefixes of all names, in the order in which they are tried; at least one.</param>
    /// <param name="ignored">Names of ignored tensors, with or without the prefix; <c>*</c> matches any characters.</param>
    /// <param name="files">Further files of the checkpoint, as passed to <see cref="SafetensorsFile.Open(string, string[])"/>.</param>
    /// <exception cref="ArgumentException">There is no prefix, or the path of a further file is not valid.</exception>
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

    /// <summary>Whether a tensor is in a further file. The prefix passed to <c>Load</c> does not apply there.</summary>
    /// <param name="name">Its full name.</param>
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

    /// <summary>Whether a tensor is ignored.</summary>
    /// <param name="name">Its name, without the prefix passed to <c>Load</c>.</param>
    /// <param name="prefix">The family's prefix of the module's names in this checkpoint.</param>
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

    /// <summary>Whether a name matches a pattern, in which <c>*</c> matches any characters, or none.</summary>
    internal static bool IsMatch(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int at = 0, next = 0;

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

        return pattern[next..].TrimStart('*').IsEmpty;
    }
}
