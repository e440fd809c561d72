#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Naming;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>The full names of a model's tensors in a checkpoint, and which tensors of the checkpoint the model must use.</summary>
/// <param name="outer">The prefix passed to <c>Load</c>.</param>
/// <param name="inner">The family's prefix in this checkpoint, which follows it.</param>
/// <param name="ignored">Names of ignored tensors, with or without the family's prefix; <c>*</c> matches any characters.</param>
/// <param name="filePrefixes">The prefixes of tensor names in further files, where no other prefix applies.</param>
internal sealed class TensorScope(string outer, string inner, string[] ignored, string[] filePrefixes)
{
    /// <summary>The first character of a name that does not get the family's prefix.</summary>
    public const char Outside = '/';

    /// <summary>The full prefix of parameter names.</summary>
    public string Prefix { get; } = outer + inner;

    /// <summary>Whether all tensors under <c>outer</c> are in scope, and no others.</summary>
    public bool IsPlain => ignored.Length == 0 && filePrefixes.Length == 0;

    /// <summary>
    /// The full name in the file. A name that begins with <see cref="Outside"/> does not get the family's prefix, such as a classifier next to
    /// <c>bert.</c>; in a further file it does not get the prefix passed to <c>Load</c> either.
    /// </summary>
    public string FullName(string name)
    {
        if (name.Length == 0 || name[0] != Outside)
        {
            return Prefix + name;
        }

        string plain = name.Substring(1);
        return IsOfFurtherFile(plain) ? plain : outer + plain;
    }

    /// <summary>Whether a tensor is in a further file.</summary>
    /// <param name="fullName">Its full name.</param>
    public bool IsOfFurtherFile(string fullName)
    {
        foreach (string prefix in filePrefixes)
        {
            if (fullName.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a tensor is under the prefix passed to <c>Load</c> or in a further file, and not ignored.</summary>
    /// <param name="fullName">Its full name.</param>
    public bool IsInScope(string fullName) => IsOfFurtherFile(fullName)
        ? !IsIgnored(fullName, 0, "")
        : fullName.StartsWith(outer, StringComparison.Ordinal) && !IsIgnored(fullName, outer.Length, Prefix);

    private bool IsIgnored(string fullName, int start, string prefix)
    {
        foreach (string pattern in ignored)
        {
            if (Wildcard.IsMatch(fullName, pattern, start)
                || (prefix.Length > start && fullName.StartsWith(prefix, StringComparison.Ordinal) && Wildcard.IsMatch(fullName, pattern, prefix.Length)))
            {
                return true;
            }
        }

        return false;
    }
}
