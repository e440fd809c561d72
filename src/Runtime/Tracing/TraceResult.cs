namespace ShapeGen;

/// <summary>Some rows of the result of one stage of a model with <see cref="TraceAttribute"/>.</summary>
public readonly ref struct TraceResult
{
    /// <summary>Makes one; for models, and for tests of what takes them.</summary>
    /// <param name="name">Which result it is.</param>
    /// <param name="width">Floats of a row, at least 1.</param>
    /// <param name="values">[rows, <paramref name="width"/>], row after row.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows, or none.</exception>
    public TraceResult(string name, int width, ReadOnlySpan<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.IsEmpty || values.Length % width != 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"The result {name} has {values.Length} values, which is not a whole number of rows of {width} (at least one row)."), nameof(values));
        }

        Name = name;
        Width = width;
        Values = values;
    }

    /// <summary>Which result it is: <c>embedded</c>, <c>layers.0.context</c>, <c>pooled</c>. docs/trace.md lists the names.</summary>
    public string Name { get; }

    /// <summary>The layer that it is of, from 0, or null outside of the layers.</summary>
    public int? Layer { get; init; }

    /// <summary>What a row stands for.</summary>
    public TraceRows Kind { get; init; }

    /// <summary>The first of these rows, counted from the first one of the whole call.</summary>
    public long FirstRow { get; init; }

    /// <summary>The sequence that the first of these rows belongs to, counted from the first one of the call.</summary>
    public int Sequence { get; init; }

    /// <summary>The place of the first of these rows in its sequence.</summary>
    public int Position { get; init; }

    /// <summary>How many rows these are. They may belong to several sequences.</summary>
    public int Rows => Values.Length / Width;

    /// <summary>Floats of a row.</summary>
    public int Width { get; }

    /// <summary>[<see cref="Rows"/>, <see cref="Width"/>], row after row.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>One of the rows.</summary>
    /// <param name="index">Which one of these, from 0.</param>
    /// <returns>Its floats.</returns>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Rows, nameof(index));
        return Values.Slice(index * Width, Width);
    }
}
