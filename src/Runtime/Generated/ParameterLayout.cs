using System.ComponentModel;
using System.Globalization;

namespace ShapeGen.Runtime;

/// <summary>
/// How one parameter of a module is named and shaped in a checkpoint, laid out in packed storage, and initialised. Immutable. Made by
/// generated code; not meant to be written by hand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ParameterLayout
{
    private readonly int[] _shape;

    private ParameterLayout(string name, int[] shape, int offset, int lanes, int panelVectors)
    {
        Name = name;
        _shape = shape;
        Offset = offset;
        Lanes = lanes;
        PanelVectors = panelVectors;
    }

    private ParameterLayout(ParameterLayout other)
        : this(other.Name, other._shape, other.Offset, other.Lanes, other.PanelVectors)
    {
        Bound = other.Bound;
        Fill = other.Fill;
    }

    /// <summary>The name in the checkpoint, without the prefix that <c>Load</c> is given.</summary>
    public string Name { get; }

    /// <summary>The shape in the checkpoint: [length] of a vector, [outputs, inputs] of a matrix.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The first float in packed storage.</summary>
    public int Offset { get; }

    /// <summary>Floats taken in packed storage from <see cref="Offset"/>: of a matrix, its outputs rounded up to whole vectors × inputs.</summary>
    public long PackedLength => IsMatrix ? (long)VectorCount * Lanes * Inputs : Outputs;

    /// <summary>The bound of the uniform distribution that <c>CreateRandom</c> draws from; null if it fills.</summary>
    internal float? Bound { get; private init; }

    /// <summary>What <c>CreateRandom</c> fills with where it does not draw.</summary>
    internal float Fill { get; private init; }

    internal bool IsMatrix => _shape.Length == 2;

    /// <summary>Elements of a vector, output rows of a matrix.</summary>
    internal int Outputs => _shape[0];

    /// <summary>Columns in the checkpoint; 1 of a vector.</summary>
    internal int Inputs => IsMatrix ? _shape[1] : 1;

    /// <summary>Floats of one SIMD vector of the kernel.</summary>
    internal int Lanes { get; }

    /// <summary>Vectors side by side in one panel; the last panel may have fewer.</summary>
    internal int PanelVectors { get; }

    /// <summary>Vectors that the outputs fill, the last perhaps in part.</summary>
    internal int VectorCount => (int)(((long)Outputs + Lanes - 1) / Lanes);

    /// <summary>A vector parameter [length] (a bias, a LayerNorm weight), copied as it is.</summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its least value.</exception>
    public static ParameterLayout Vector(string name, int length, int offset)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new ParameterLayout(name, [length], offset, lanes: 1, panelVectors: 1);
    }

    /// <summary>
    /// A matrix parameter W [outputs, inputs], stored as column panels. The outputs are grouped into vectors of <paramref name="lanes"/>,
    /// these into panels of <paramref name="panelVectors"/>, of which the last has the vectors that remain. A panel of v vectors is
    /// [inputs][v · lanes], row-major: element (k, j) of the panel that starts at output o is W[o + j, k], zero where o + j ≥ outputs.
    /// Panel p begins p · panelVectors · lanes · inputs floats after <paramref name="offset"/>.
    /// </summary>
    /// <param name="name">The name in the checkpoint, without prefix.</param>
    /// <param name="outputs">Rows in the checkpoint, at least 1.</param>
    /// <param name="inputs">Columns in the checkpoint, at least 1.</param>
    /// <param name="offset">The first float in packed storage.</param>
    /// <param name="lanes">Floats of one SIMD vector of the kernel, at least 1.</param>
    /// <param name="panelVectors">Vectors of one panel, at least 1.</param>
    /// <returns>The layout, initialised with zeros by <c>CreateRandom</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its least value.</exception>
    public static ParameterLayout Panels(string name, int outputs, int inputs, int offset, int lanes, int panelVectors)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(panelVectors, 1);
        return new ParameterLayout(name, [outputs, inputs], offset, lanes, panelVectors);
    }

    /// <summary>The same, drawn by <c>CreateRandom</c> from U(-bound, bound).</summary>
    /// <param name="bound">The bound, finite and not negative.</param>
    /// <returns>A new layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is negative or not finite.</exception>
    public ParameterLayout Uniform(float bound)
    {
        if (!float.IsFinite(bound) || bound < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound.ToString(CultureInfo.InvariantCulture), "bound must be finite and not negative.");
        }

        return new ParameterLayout(this) { Bound = bound };
    }

    /// <summary>The same, filled by <c>CreateRandom</c> with one value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A new layout.</returns>
    public ParameterLayout Filled(float value) => new(this) { Bound = null, Fill = value };
}
