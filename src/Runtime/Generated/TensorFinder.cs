namespace ShapeGen.Runtime;

/// <summary>Finds the tensors of parameters in a file.</summary>
/// <param name="file">The checkpoint.</param>
/// <param name="scope">The names of the model in it.</param>
internal sealed class TensorFinder(SafetensorsFile file, TensorScope scope) : NameFinder<TensorInfo, TensorSource>(scope)
{
    /// <summary>Chooses the family's prefix: the first one under which the first existing parameter has a tensor.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="outer">The prefix passed to <c>Load</c>.</param>
    /// <param name="names">The possible prefixes of the family, which follow it.</param>
    /// <param name="layout">The parameters.</param>
    public static TensorFinder Create(SafetensorsFile file, string outer, CheckpointNames names, ReadOnlySpan<ParameterLayout> layout)
    {
        ReadOnlySpan<string> prefixes = names.Prefixes;
        if (prefixes.Length > 1)
        {
            foreach (ParameterLayout parameter in layout)
            {
                foreach (string prefix in prefixes)
                {
                    TensorFinder finder = new(file, names.Scope(outer, prefix));
                    if (finder.HasAny(parameter.Sources))
                    {
                        return finder;
                    }
                }
            }
        }

        return new(file, names.Scope(outer, prefixes[0]));
    }

    /// <summary>The tensors to pack a parameter from.</summary>
    public TensorMatch Find(ParameterLayout parameter)
    {
        TensorSource source = Best(parameter.Sources, out TensorInfo?[] tensors);
        return new(source, tensors);
    }

    /// <summary>
    /// The match to report for a parameter without any tensor in the checkpoint: the way whose module has other tensors, such as the weight next to a missing
    /// bias; otherwise the first way.
    /// </summary>
    public TensorMatch FindMissing(ParameterLayout parameter)
    {
        foreach (TensorSource source in parameter.Sources)
        {
            for (int piece = 0; piece < source.PieceCount; piece++)
            {
                if (source.NameOf(piece) is { } name && HasModuleOf(name))
                {
                    return new(source, Find(source));
                }
            }
        }

        return Find(parameter);
    }

    /// <summary>Number of tensors in scope.</summary>
    public int CountTensors()
    {
        int count = 0;
        foreach (TensorInfo tensor in file.TensorSpan)
        {
            count += Scope.IsInScope(tensor.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many of the found tensors are in scope. A tensor found by an alias may be ignored or have another prefix.</summary>
    public int CountInScope(HashSet<TensorInfo> found)
    {
        int count = 0;
        foreach (TensorInfo tensor in found)
        {
            count += Scope.IsInScope(tensor.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether the file has a tensor of this name that is ignored.</summary>
    public bool IsIgnored(string name) => Stored(Scope.FullName(name)) is not null && Find(name) is null;

    protected override TensorInfo? Stored(string fullName) => file.TryGetTensor(fullName, out TensorInfo? tensor) ? tensor : null;

    /// <summary>Whether the file has another tensor of the same module.</summary>
    private bool HasModuleOf(string name)
    {
        int end = name.LastIndexOf('.') + 1;
        string module = Scope.FullName(name[..end]);
        return end > 0 && file.Tensors.Any(tensor => tensor.Name.StartsWith(module, StringComparison.Ordinal));
    }
}
