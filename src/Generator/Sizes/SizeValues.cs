namespace ShapeGen.Generator.Sizes;

/// <summary>The numbers of a call, which do not change, and the sizes that have been computed from them.</summary>
internal sealed class SizeValues
{
    private readonly Dictionary<SizeName, long> _numbers = [];
    private readonly Dictionary<NamedSize, long> _named = [];

    /// <summary>The number of a name.</summary>
    /// <exception cref="InvalidOperationException">It has none in this call.</exception>
    public long this[SizeName name]
    {
        get => _numbers.TryGetValue(name, out long number) ? number : throw new InvalidOperationException($"No number is known for {name}.");
        init => _numbers[name] = value;
    }

    /// <summary>The same call with one more number. Sizes are computed anew, as they may depend on it.</summary>
    public SizeValues With(SizeName name, long number)
    {
        SizeValues more = new() { [name] = number };
        foreach (KeyValuePair<SizeName, long> known in _numbers.Where(known => known.Key != name))
        {
            more._numbers.Add(known.Key, known.Value);
        }

        return more;
    }

    /// <summary>A size that has a name is computed once.</summary>
    public long this[NamedSize size]
    {
        get
        {
            if (!_named.TryGetValue(size, out long number))
            {
                _named.Add(size, number = size.Meaning.In(this));
            }

            return number;
        }
    }
}
