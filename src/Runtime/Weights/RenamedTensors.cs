namespace ShapeGen;

/// <summary>New names for a file's tensors and their aliases.</summary>
internal sealed class RenamedTensors
{
    /// <summary>The tensor that each new name refers to, and its old name.</summary>
    private readonly Dictionary<string, Origin> _origins = new(StringComparer.Ordinal);

    /// <summary>The renamed tensor for each old tensor that is kept.</summary>
    private readonly Dictionary<TensorInfo, TensorInfo> _renamed = [];

    private readonly TensorInfo[] _tensors;

    /// <param name="tensors">The tensors.</param>
    /// <param name="aliases">The tensor of each alias, or null if there are no aliases.</param>
    /// <param name="rename">Gives the new name, or null to leave a name out.</param>
    public RenamedTensors(TensorInfo[] tensors, Dictionary<string, TensorInfo>? aliases, Func<string, string?> rename)
    {
        _tensors = tensors;
        foreach (TensorInfo tensor in tensors)
        {
            if (rename(tensor.Name) is { } name && TryTake(name, tensor.Name, tensor))
            {
                _renamed.Add(tensor, tensor.Renamed(name));
            }
        }

        if (aliases is null)
        {
            return;
        }

        foreach ((string alias, TensorInfo tensor) in aliases)
        {
            if (rename(alias) is not { } name || !TryTake(name, alias, tensor))
            {
                continue;
            }

            if (_renamed.TryGetValue(tensor, out TensorInfo? renamed))
            {
                Aliases.Add(name, renamed);
            }
            else
            {
                _renamed.Add(tensor, tensor.Renamed(name));
            }
        }
    }

    /// <summary>New names that refer to different tensors.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>The tensor of each alias that is kept.</summary>
    public Dictionary<string, TensorInfo> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensors that are kept, in the order of the file.</summary>
    public TensorInfo[] Tensors()
    {
        var left = new List<TensorInfo>(_renamed.Count);
        foreach (TensorInfo tensor in _tensors)
        {
            if (_renamed.TryGetValue(tensor, out TensorInfo? renamed))
            {
                left.Add(renamed);
            }
        }

        return [.. left];
    }

    /// <summary>Reserves a new name; false if it is already used, which is a problem unless it refers to the same tensor.</summary>
    private bool TryTake(string name, string from, TensorInfo tensor)
    {
        if (_origins.TryAdd(name, new(from, tensor)))
        {
            return true;
        }

        Origin other = _origins[name];
        if (other.Tensor != tensor)
        {
            Problems.Add($"{Text.Quote(other.Name)} and {Text.Quote(from)} would both be named {Text.Quote(name)}");
        }

        return false;
    }

    private sealed record Origin(string Name, TensorInfo Tensor);
}
