using System.ComponentModel;
using System.Globalization;

namespace ShapeGen.Runtime;

/// <summary>
/// The names and shape of one parameter of a module in a checkpoint, its layout in packed storage, and its initialisation. Immutable. Created by
/// generated code; not meant to be written by hand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ParameterLayout
{
    private readonly int[] _shape;
    private readonly TensorSource[] _sources;
    private readonly int[][] _otherShapes = [];

    private ParameterLayout(TensorSource[] sources, int[] shape, int offset, int lanes, int panelVectors)
    {
        _sources = sources;
        _shape = shape;
        Offset = offset;
        Lanes = lanes;
        PanelVectors = panelVectors;
    }

    private ParameterLayout(ParameterLayout other, TensorSource[] sources)
        : this(sources, other._shape, other.Offset, other.Lanes, other.PanelVectors)
    {
        Bound = other.Bound;
        Deviation = other.Deviation;
        Fill = other.Fill;
        Table = other.Table;
        Scaled = other.Scaled;
        Sinusoids = other.Sinusoids;
        Kernel = other.Kernel;
        _otherShapes = other._otherShapes;
    }

    /// <summary>The name in the checkpoint, without the prefix passed to <c>Load</c>; the first name if there are several.</summary>
    public string Name
    {
        get
        {
            int piece = 0;
            while (_sources[0].NameOf(piece) is null && piece + 1 < _sources[0].PieceCount)
            {
                piece++;
            }

            return _sources[0].NameOf(piece) ?? "";
        }
    }

    private ParameterLayout(ParameterLayout other, int[][] otherShapes)
        : this(other, other._sources) => _otherShapes = otherShapes;

    /// <summary>Other shapes with the same number of elements that the tensor may have. Messages show the first one.</summary>
    internal ReadOnlySpan<int[]> OtherShapes => _otherShapes;

    /// <summary>The ways in which a checkpoint may store the parameter, in the order in which they are tried.</summary>
    internal TensorSource[] Sources => _sources;

    /// <summary>The shape in the checkpoint: [length] for a vector, [outputs, inputs] for a matrix.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The first float in packed storage.</summary>
    public int Offset { get; }

    /// <summary>Floats in packed storage from <see cref="Offset"/> on: for a matrix, its outputs rounded up to whole vectors × inputs; for factors, none.</summary>
    public long PackedLength => Scaled is not null ? 0 : Table is { } table ? table.PackedLength : IsMatrix ? (long)VectorCount * Lanes * Inputs : Outputs;

    /// <summary>The bound of the uniform distribution that <c>CreateRandom</c> draws from, or null.</summary>
    internal float? Bound { get; private init; }

    /// <summary>The standard deviation of the normal distribution that <c>CreateRandom</c> draws from, or null.</summary>
    internal float? Deviation { get; private init; }

    /// <summary>The value that <c>CreateRandom</c> fills with if it does not draw.</summary>
    internal float Fill { get; private init; }

    /// <summary>How a table of relative position biases is packed; null for all other parameters.</summary>
    internal DistanceTable? Table { get; private init; }

    /// <summary>The sinusoidal positions that are computed instead of read from a tensor; null for all other parameters.</summary>
    internal SinusoidTable? Sinusoids { get; private init; }

    /// <summary>
    /// Kernel rows of a convolution. Its weight is [outputs, channels, kernel] in the checkpoint and [outputs, kernel · channels] in the panels, which is the
    /// memory order of its input rows. 1 for all other parameters.
    /// </summary>
    internal int Kernel { get; private init; } = 1;

    /// <summary>Whether a matrix is stored row by row, as in the checkpoint.</summary>
    internal bool IsRows => IsMatrix && Lanes * PanelVectors == 1 && Table is null;

    /// <summary>For factors: the matrix that they scale, and the offset of its bias. Null for all other parameters.</summary>
    internal (ParameterLayout Matrix, int? Bias)? Scaled { get; private init; }

    internal bool IsMatrix => _shape.Length == 2;

    /// <summary>Elements of a vector, or output rows of a matrix.</summary>
    internal int Outputs => _shape[0];

    /// <summary>Columns in the checkpoint; 1 for a vector.</summary>
    internal int Inputs => IsMatrix ? _shape[1] : 1;

    /// <summary>Floats of one SIMD vector of the kernel.</summary>
    internal int Lanes { get; }

    /// <summary>Vectors side by side in one panel; the last panel may have fewer.</summary>
    internal int PanelVectors { get; }

    /// <summary>Number of vectors that the outputs fill; the last one may be partly filled.</summary>
    internal int VectorCount => (int)(((long)Outputs + Lanes - 1) / Lanes);

    /// <summary>A vector parameter [length] (a bias or a LayerNorm weight), copied unchanged.</summary>
    /// <param name="source">The name in the checkpoint, without prefix, or the pieces of the parameter.</param>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public static ParameterLayout Vector(TensorSource source, int length, int offset)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        source.RequireRows(length, nameof(source));
        return new ParameterLayout([source], [length], offset, lanes: 1, panelVectors: 1);
    }

    /// <summary>
    /// A matrix parameter W [outputs, inputs], stored as column panels. The outputs are grouped into vectors of <paramref name="lanes"/>,
    /// these into panels of <paramref name="panelVectors"/>; the last panel has the remaining vectors. A panel of v vectors is
    /// [inputs][v · lanes], row-major: element (k, j) of the panel that starts at output o is W[o + j, k], zero where o + j ≥ outputs.
    /// Panel p begins p · panelVectors · lanes · inputs floats after <paramref name="offset"/>.
    /// </summary>
    /// <param name="source">The name in the checkpoint, without prefix, or the pieces of the parameter.</param>
    /// <param name="outputs">Rows in the checkpoint, at least 1.</param>
    /// <param name="inputs">Columns in the checkpoint, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <param name="lanes">Floats of one SIMD vector of the kernel, at least 1.</param>
    /// <param name="panelVectors">Vectors of one panel, at least 1.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public static ParameterLayout Panels(TensorSource source, int outputs, int inputs, int offset, int lanes, int panelVectors)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(panelVectors, 1);
        source.RequireRows(outputs, nameof(source));
        return new ParameterLayout([source], [outputs, inputs], offset, lanes, panelVectors);
    }

    /// <summary>A table [rows, columns] whose rows are read one by one (<c>nn.Embedding</c>), stored as in the checkpoint.</summary>
    /// <param name="source">The name in the checkpoint, without prefix.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public static ParameterLayout Rows(TensorSource source, int rows, int columns, int offset) => Panels(source, rows, columns, offset, lanes: 1, panelVectors: 1);

    /// <summary>Sinusoidal positions [rows, columns]. They are not in the checkpoint but computed when the model is created.</summary>
    /// <param name="rows">Positions, at least 1.</param>
    /// <param name="columns">Features, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <param name="form">The order of sines and cosines, and their frequencies.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public static ParameterLayout Positions(int rows, int columns, int offset, Sinusoid form)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ParameterLayout table = Rows(TensorSource.Join(TensorRows.Zeros(rows)), rows, columns, offset);
        return new ParameterLayout(table, table._sources) { Sinusoids = new SinusoidTable(columns, form) };
    }

    /// <summary>
    /// A table [buckets, heads] of relative position biases (T5's <c>relative_attention_bias</c>), which are added to the scores by the distance of query and key.
    /// Stored as [heads][2 · (maxDistance + lanes)], indexed by the query's position minus the key's, starting at -maxDistance - lanes.
    /// </summary>
    /// <param name="source">The name in the checkpoint, without prefix, or the pieces of the parameter.</param>
    /// <param name="buckets">Rows in the checkpoint, at least 2, or 4 if each side has half of them.</param>
    /// <param name="heads">Columns in the checkpoint, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <param name="lanes">Floats of one SIMD vector of the kernel, at least 1.</param>
    /// <param name="maxDistance">All distances from this one on share the last bucket; more than half of the buckets of one side.</param>
    /// <param name="isCausal">Whether all buckets are for keys before the query; otherwise each side has half of them.</param>
    /// <param name="divisor">The divisor of all biases, above 0.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public static ParameterLayout Distances(TensorSource source, int buckets, int heads, int offset, int lanes, int maxDistance, bool isCausal, double divisor)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, isCausal ? 2 : 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxDistance, (isCausal ? buckets : buckets / 2) / 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        source.RequireRows(buckets, nameof(source));
        return new ParameterLayout([source], [buckets, heads], offset, lanes, panelVectors: 1)
        {
            Table = new DistanceTable(buckets, heads, lanes, maxDistance, isCausal, divisor),
        };
    }

    /// <summary>Returns the same layout with another allowed shape of the tensor, with the same number of elements: a class token [1, 1, Embed], patches [Embed, Channels, Patch, Patch].</summary>
    /// <param name="shape">The shape. Messages show the first one that is added.</param>
    /// <returns>A new layout.</returns>
    /// <exception cref="ArgumentException">The shape has a different number of elements.</exception>
    public ParameterLayout Or(params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long count = 1;
        foreach (int dimension in shape)
        {
            count *= dimension;
        }

        if (count != (long)Outputs * Inputs)
        {
            throw new ArgumentException(FormattableString.Invariant($"The shape has {count} elements, the parameter has {(long)Outputs * Inputs}."), nameof(shape));
        }

        return new ParameterLayout(this, [.. _otherShapes, shape]);
    }

    /// <summary>Returns the same layout with another way in which a checkpoint may store the parameter. It is tried if the checkpoint lacks a tensor of each earlier way.</summary>
    /// <param name="source">The additional way.</param>
    /// <returns>A new layout.</returns>
    public ParameterLayout Or(TensorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.RequireRows(Outputs, nameof(source));
        return new ParameterLayout(this, [.. _sources, source]);
    }

    /// <summary>
    /// A vector [outputs] of factors for the rows and the bias of a matrix laid out before it (DINOv2's <c>LayerScale</c>): s ⊙ (x · Wᵀ + b) is
    /// x · (s ⊙ W)ᵀ + s ⊙ b. It takes no space in packed storage.
    /// </summary>
    /// <param name="source">The name in the checkpoint, without prefix, or the pieces of the parameter.</param>
    /// <param name="outputs">Elements, and rows of the matrix, at least 1.</param>
    /// <param name="inputs">Columns of the matrix, at least 1.</param>
    /// <param name="offset">The matrix's first float in packed storage.</param>
    /// <param name="lanes">Floats of one SIMD vector of the kernel, at least 1.</param>
    /// <param name="panelVectors">Vectors of one panel, at least 1.</param>
    /// <param name="bias">The bias's first float in packed storage; null without a bias.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public static ParameterLayout Factors(TensorSource source, int outputs, int inputs, int offset, int lanes, int panelVectors, int? bias = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bias ?? 0, nameof(bias));
        ParameterLayout matrix = Panels(source, outputs, inputs, offset, lanes, panelVectors);
        return new ParameterLayout([source], [outputs], offset, lanes: 1, panelVectors: 1) { Scaled = (matrix, bias) };
    }

    /// <summary>Returns the same layout for a convolution: its weight is [outputs, channels, kernel] in the checkpoint, and it is packed as a matrix [outputs, kernel · channels].</summary>
    /// <param name="kernel">Kernel rows of the convolution, a divisor of the inputs.</param>
    /// <returns>A new layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The kernel is below 1 or does not divide the inputs.</exception>
    public ParameterLayout Convolution(int kernel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Inputs % kernel, 0, nameof(kernel));
        return new ParameterLayout(this, _otherShapes) { Kernel = kernel };
    }

    /// <summary>The packed index of a column in the checkpoint.</summary>
    internal int Column(int column) => Kernel == 1 ? column : (column % Kernel * (Inputs / Kernel)) + (column / Kernel);

    /// <summary>Returns the same layout, drawn by <c>CreateRandom</c> from N(0, deviation²).</summary>
    /// <param name="deviation">The standard deviation, finite and not negative.</param>
    /// <returns>A new layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviation"/> is negative or not finite.</exception>
    public ParameterLayout Normal(float deviation)
    {
        if (!float.IsFinite(deviation) || deviation < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation.ToString(CultureInfo.InvariantCulture), "deviation must be finite and not negative.");
        }

        return new ParameterLayout(this, _sources) { Bound = null, Deviation = deviation };
    }

    /// <summary>Returns the same layout, drawn by <c>CreateRandom</c> from U(-bound, bound).</summary>
    /// <param name="bound">The bound, finite and not negative.</param>
    /// <returns>A new layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is negative or not finite.</exception>
    public ParameterLayout Uniform(float bound)
    {
        if (!float.IsFinite(bound) || bound < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound.ToString(CultureInfo.InvariantCulture), "bound must be finite and not negative.");
        }

        return new ParameterLayout(this, _sources) { Deviation = null, Bound = bound };
    }

    /// <summary>Returns the same layout, filled by <c>CreateRandom</c> with one value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A new layout.</returns>
    public ParameterLayout Filled(float value) => new(this, _sources) { Bound = null, Deviation = null, Fill = value };
}
