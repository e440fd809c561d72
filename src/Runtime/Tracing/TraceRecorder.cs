using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>
/// Collects the complete results of a traced model by name: <c>model.WithTrace(recorder.Add)</c>. It keeps those of the last call. Do not use it for several
/// calls at the same time.
/// </summary>
public sealed class TraceRecorder
{
    private readonly Dictionary<string, TraceRecord> _records = new(StringComparer.Ordinal);
    private readonly List<TraceRecord> _inOrder = [];

    /// <summary>The results, in the order in which they were made.</summary>
    public IReadOnlyList<TraceRecord> Records => _inOrder;

    /// <summary>A result of the last call.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no result of this name.</exception>
    public TraceRecord this[string name] => TryGet(name, out TraceRecord? record)
        ? record
        : throw new KeyNotFoundException($"No result is named {Text.Quote(name)}. The results are: {string.Join(", ", _inOrder.Select(static other => other.Name))}.");

    /// <summary>Finds a result of the last call.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="record">The result.</param>
    /// <returns>Whether there is a result of this name.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out TraceRecord? record) => _records.TryGetValue(name, out record);

    /// <summary>Adds rows; pass this method to <c>WithTrace</c>. The first row of a result that is already recorded starts a new call.</summary>
    /// <param name="result">The rows.</param>
    /// <exception cref="ArgumentException">The rows do not follow the recorded ones: two calls ran at the same time, or the first one did not finish.</exception>
    public void Add(in TraceResult result)
    {
        if (result.FirstRow == 0 && _records.ContainsKey(result.Name))
        {
            Clear();
        }

        if (!_records.TryGetValue(result.Name, out TraceRecord? record))
        {
            record = new(result.Name, result.Layer, result.Kind, result.Width);
            _records.Add(result.Name, record);
            _inOrder.Add(record);
        }

        record.Add(result);
    }

    /// <summary>Removes all results.</summary>
    public void Clear()
    {
        _records.Clear();
        _inOrder.Clear();
    }

    /// <summary>Writes all results as tensors [rows, width].</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => SafetensorsWriter.Write(
        path, _inOrder.Select(static record => SafetensorsTensor.FromSingles(record.Name, record.Values, record.Rows, record.Width)));
}

/// <summary>A complete result of a traced call.</summary>
public sealed class TraceRecord
{
    private readonly List<float> _values = [];

    internal TraceRecord(string name, int? layer, TraceRows kind, int width)
    {
        Name = name;
        Layer = layer;
        Kind = kind;
        Width = width;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its layer, from 0, or null outside the layers.</summary>
    public int? Layer { get; }

    /// <summary>What its rows are.</summary>
    public TraceRows Kind { get; }

    /// <summary>Number of rows, over all sequences of the call.</summary>
    public int Rows => _values.Count / Width;

    /// <summary>Floats of a row.</summary>
    public int Width { get; }

    /// <summary>[<see cref="Rows"/>, <see cref="Width"/>], row after row.</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    internal void Add(in TraceResult result)
    {
        if (result.FirstRow != Rows || result.Width != Width)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The result {Name} has {Rows} rows of {Width} floats so far; rows of {result.Width} floats from row {result.FirstRow} on cannot follow. Use one recorder for each call that runs at the same time."));
        }

        _values.AddRange(result.Values);
    }
}
