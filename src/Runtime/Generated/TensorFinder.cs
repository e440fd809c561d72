namespace ShapeGen.Runtime;

/// <summary>Finds the tensors of parameters in a checkpoint by the possible names of its family.</summary>
internal readonly struct TensorFinder
{
    private readonly SafetensorsFile _file;
    private readonly string _outer;
    private readonly CheckpointNames _names;
    private readonly string _inner;

    /// <param name="file">The checkpoint.</param>
    /// <param name="outer">The prefix passed to <c>Load</c>.</param>
    /// <param name="names">The possible prefixes of the family, which follow it.</param>
    /// <param name="inner">The family's prefix in this checkpoint.</param>
    public TensorFinder(SafetensorsFile file, string outer, CheckpointNames names, string inner)
    {
        _file = file;
        _outer = outer;
        _names = names;
        _inner = inner;
        Prefix = outer + inner;
    }

    /// <summary>The full prefix of parameter names.</summary>
    public string Prefix { get; }

    /// <summary>Chooses the family's prefix: the first one under which the first existing parameter has a tensor.</summary>
    public static TensorFinder Create(SafetensorsFile file, string outer, CheckpointNames names, ReadOnlySpan<ParameterLayout> layout)
    {
        ReadOnlySpan<string> prefixes = names.Prefixes;
        if (prefixes.Length > 1)
        {
            foreach (ParameterLayout parameter in layout)
            {
                foreach (string prefix in prefixes)
                {
                    var finder = new TensorFinder(file, outer, names, prefix);
                    if (finder.Find(parameter).Found > 0)
                    {
                        return finder;
                    }
                }
            }
        }

        return new TensorFinder(file, outer, names, prefixes[0]);
    }

    /// <summary>The first way of storing a parameter for which the checkpoint has all tensors; otherwise the one for which it has the most.</summary>
    public TensorMatch Find(ParameterLayout parameter)
    {
        TensorMatch best = default;
        int most = -1;
        foreach (TensorSource source in parameter.Sources)
        {
            TensorMatch match = Find(source, parameter.Outputs);
            int found = match.Found;
            if (found == source.TensorCount)
            {
                return match;
            }

            if (found > most)
            {
                best = match;
                most = found;
            }
        }

        return best;
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
                if (source.Piece(piece, parameter.Outputs).Name is { } name && HasModuleOf(name))
                {
                    return Find(source, parameter.Outputs);
                }
            }
        }

        return Find(parameter);
    }

    /// <summary>Number of tensors in scope: under the prefix passed to <c>Load</c> or in further files, and not ignored.</summary>
    public int CountTensors()
    {
        if (!_names.IgnoresAny && _names.Files.Length == 0)
        {
            return _file.CountTensors(_outer);
        }

        int count = 0;
        foreach (TensorInfo tensor in _file.Tensors)
        {
            count += IsInScope(tensor.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many of the found tensors <see cref="CountTensors"/> counts. A tensor found by an alias may be ignored or have another prefix.</summary>
    public int CountInScope(HashSet<TensorInfo> found)
    {
        int count = 0;
        foreach (TensorInfo tensor in found)
        {
            count += IsInScope(tensor.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a tensor is under the prefix passed to <c>Load</c> or in a further file, and not ignored.</summary>
    public bool IsInScope(string name) => _names.IsOfFurtherFile(name)
        ? !_names.Ignores(name, "")
        : name.StartsWith(_outer, StringComparison.Ordinal) && !_names.Ignores(name.AsSpan(_outer.Length), _inner);

    /// <summary>Whether the file has a tensor of this name that is ignored.</summary>
    public bool IsIgnored(string name) => _file.TryGetTensor(FullName(name), out _) && !IsInScope(FullName(name));

    /// <summary>
    /// The full name in the file. A name that begins with <see cref="TensorSource.Outside"/> does not get the family's prefix, such as a classifier next to
    /// <c>bert.</c>; in a further file it does not get the prefix passed to <c>Load</c> either.
    /// </summary>
    public string FullName(string name) =>
        !name.StartsWith(TensorSource.Outside) ? Prefix + name :
        _names.IsOfFurtherFile(name.AsSpan(1)) ? name[1..] :
        _outer + name[1..];

    private TensorMatch Find(TensorSource source, int outputs)
    {
        var tensors = new TensorInfo?[source.PieceCount];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = source.Piece(i, outputs).Name is { } name ? Find(name) : null;
        }

        return new TensorMatch(source, tensors);
    }

    /// <summary>Whether the file has another tensor of the same module.</summary>
    private bool HasModuleOf(string name)
    {
        int end = name.LastIndexOf('.') + 1;
        string module = FullName(name[..end]);
        return end > 0 && _file.Tensors.Any(tensor => tensor.Name.StartsWith(module, StringComparison.Ordinal));
    }

    /// <summary>The tensor with a name that is not ignored. For an alias, it does not matter whether the name under which the tensor is stored is ignored.</summary>
    private TensorInfo? Find(string name)
    {
        string fullName = FullName(name);
        return _file.TryGetTensor(fullName, out TensorInfo? tensor) && (!_names.IgnoresAny || IsInScope(fullName)) ? tensor : null;
    }
}
