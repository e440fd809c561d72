namespace ShapeGen;

/// <summary>New names of a file's tensors and of their aliases.</summary>
internal sealed class RenamedTensors
{
    /// <summary>What each new name is given to: the tensor, and the name that it comes from.</summary>
    private readonly Dictionary<string, Origin> _origins = new(StringComparer.Ordinal);

    /// <summary>The new tensor of each that is left, by the old one.</summary>
    private readonly Dictionary<TensorInfo, TensorInfo> _renamed = [];

    private readonly TensorInfo[] _tensors;

    /// <param name="tensors">The tensors.</param>
    /// <param name="aliases">The tensor of each alias, or null where there is none.</param>
    /// <param name="rename">Gives the new name, or null for a name that is left out.</param>
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

    /// <summary>Names that were given to different tensors.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>The tensor of each alias that is left.</summary>
    public Dictionary<string, TensorInfo> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensors that are left, in the order of the file.</summary>
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

    /// <summary>Takes a new name; false if it is taken, which is a problem unless it is for the same tensor.</summary>
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
