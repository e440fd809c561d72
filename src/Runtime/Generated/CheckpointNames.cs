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

    /// <summary>The further files of the checkpoint.</summary>
    internal string[] Files => _files;

    /// <summary>The full names of the model's tensors, and which tensors it must use.</summary>
    /// <param name="outer">The prefix passed to <c>Load</c>.</param>
    /// <param name="inner">The family's prefix in the checkpoint, one of <see cref="Prefixes"/>.</param>
    internal TensorScope Scope(string outer, string inner) => new(outer, inner, _ignored, _filePrefixes);
}
