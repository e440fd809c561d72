namespace ShapeGen;

/// <summary>Rows of the result of one stage of a model with <see cref="TraceAttribute"/>.</summary>
public readonly ref struct TraceResult
{
    /// <summary>Creates one; for models, and for tests of callbacks.</summary>
    /// <param name="name">The name of the result.</param>
    /// <param name="width">Floats of a row, at least 1.</param>
    /// <param name="values">[rows, <paramref name="width"/>], row after row.</param>
    /// <exception cref="ArgumentException">The values are empty or not a whole number of rows.</exception>
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

    /// <summary>The name of the result, such as <c>embedded</c>, <c>layers.0.context</c> or <c>pooled</c>. docs/trace.md lists the names.</summary>
    public string Name { get; }

    /// <summary>Its layer, from 0, or null outside the layers.</summary>
    public int? Layer { get; init; }

    /// <summary>What the rows are.</summary>
    public TraceRows Kind { get; init; }

    /// <summary>Index of the first row here among all rows of the call.</summary>
    public long FirstRow { get; init; }

    /// <summary>Index of the sequence that the first row belongs to.</summary>
    public int Sequence { get; init; }

    /// <summary>Position of the first row in its sequence.</summary>
    public int Position { get; init; }

    /// <summary>Number of rows. They may belong to several sequences.</summary>
    public int Rows => Values.Length / Width;

    /// <summary>Floats of a row.</summary>
    public int Width { get; }

    /// <summary>[<see cref="Rows"/>, <see cref="Width"/>], row after row.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>One of the rows.</summary>
    /// <param name="index">Its index in these rows, from 0.</param>
    /// <returns>Its floats.</returns>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Rows, nameof(index));
        return Values.Slice(index * Width, Width);
    }
}
