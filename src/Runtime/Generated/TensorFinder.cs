namespace ShapeGen.Runtime;

/// <summary>Finds the tensors of parameters in a checkpoint, by the names that its family may give them.</summary>
internal readonly struct TensorFinder
{
    private readonly SafetensorsFile _file;
    private readonly string _outer;
    private readonly CheckpointNames _names;
    private readonly string _inner;

    /// <param name="file">The checkpoint.</param>
    /// <param name="outer">The prefix that <c>Load</c> is given.</param>
    /// <param name="names">What may stand behind it.</param>
    /// <param name="inner">What stands behind it.</param>
    public TensorFinder(SafetensorsFile file, string outer, CheckpointNames names, string inner)
    {
        _file = file;
        _outer = outer;
        _names = names;
        _inner = inner;
        Prefix = outer + inner;
    }

    /// <summary>What stands before the names of parameters.</summary>
    public string Prefix { get; }

    /// <summary>With the first of the family's prefixes under which there is a tensor of the first parameter of which there is any.</summary>
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

    /// <summary>The first way in which the checkpoint holds all tensors of a parameter; else the one of whose tensors it holds most.</summary>
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
    /// What is missing of a parameter of which the checkpoint has no tensor: in the way that calls it by a module of which there are other
    /// tensors, as a bias beside the weight; else in the first way.
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

    /// <summary>How many tensors under the prefix of <c>Load</c>, or of further files, are not left alone.</summary>
    public int CountTensors()
    {
        if (!_names.IgnoresAny && _names.Files.Length == 0)
        {
            return _file.CountTensors(_outer);
        }

        int count = 0;
        foreach (TensorInfo tensor in _file.Tensors)
        {
            count += IsMeant(tensor.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many of the tensors that were found <see cref="CountTensors"/> counts: one that was found by an alias may be left alone, or under another prefix.</summary>
    public int CountMeant(HashSet<TensorInfo> found)
    {
        int count = 0;
        foreach (TensorInfo tensor in found)
        {
            count += IsMeant(tensor.Name) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a tensor is under the prefix of <c>Load</c>, or of a further file, and not left alone.</summary>
    public bool IsMeant(string name) => _names.IsOfFurtherFile(name)
        ? !_names.Ignores(name, "")
        : name.StartsWith(_outer, StringComparison.Ordinal) && !_names.Ignores(name.AsSpan(_outer.Length), _inner);

    /// <summary>Whether the file has a tensor of this name that is left alone.</summary>
    public bool IsIgnored(string name) => _file.TryGetTensor(Whole(name), out _) && !IsMeant(Whole(name));

    /// <summary>
    /// A name as the file has it. One that begins with <see cref="TensorSource.Outside"/> is outside the family's own prefix, as a classifier beside <c>bert.</c>;
    /// that of a further file is outside the prefix of <c>Load</c> too.
    /// </summary>
    public string Whole(string name) =>
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

    /// <summary>Whether the file has a tensor that stands beside one of this name.</summary>
    private bool HasModuleOf(string name)
    {
        int end = name.LastIndexOf('.') + 1;
        string module = Whole(name[..end]);
        return end > 0 && _file.Tensors.Any(tensor => tensor.Name.StartsWith(module, StringComparison.Ordinal));
    }

    /// <summary>The tensor of a name that is not left alone. It may be an alias; then it does not matter whether the name that the tensor is kept under is left alone.</summary>
    private TensorInfo? Find(string name)
    {
        string whole = Whole(name);
        return _file.TryGetTensor(whole, out TensorInfo? tensor) && (!_names.IgnoresAny || IsMeant(whole)) ? tensor : null;
    }
}
