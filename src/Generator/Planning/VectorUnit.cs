namespace ShapeGen.Generator.Planning;

/// <summary>An instruction set that code is emitted for: how wide it is, how many registers a tile may use, and how its operations are spelled.</summary>
internal sealed class VectorUnit
{
    /// <summary>Vectors of a packed panel: the width of a tile.</summary>
    /// <remarks>Two vectors a row let each broadcast feed two multiply-adds, so that the load ports keep up (design.md §4: 14×2 and 6×2 reach the peak).</remarks>
    public const int PanelVectors = 2;

    /// <summary>
    /// Rows of the highest tile of one vector, for what is left of a row: eight accumulators cover the latency of two multiply-adds a cycle;
    /// more would gain 4 % of little, and add half again to the code.
    /// </summary>
    public const int NarrowTileRows = 8;

    /// <summary>32 registers: 14 rows × 2 accumulators, 2 of the panel, 1 broadcast.</summary>
    public static readonly VectorUnit Avx512 = new(
        "Avx512", "AVX-512", "Vector512", 16, 14, "Avx512F.IsSupported",
        multiplyAdd: "Avx512F.FusedMultiplyAdd({0}, {1}, {2})",
        max: "Avx512F.Max({0}, {1})",
        min: "Avx512F.Min({0}, {1})",
        shuffles: "Avx512F");

    /// <summary>16 registers: 6 rows × 2 accumulators, 2 of the panel, 1 broadcast.</summary>
    public static readonly VectorUnit Avx2 = new(
        "Avx2", "AVX2 and FMA", "Vector256", 8, 6, "Avx2.IsSupported && Fma.IsSupported",
        multiplyAdd: "Fma.MultiplyAdd({0}, {1}, {2})",
        max: "Avx.Max({0}, {1})",
        min: "Avx.Min({0}, {1})",
        shuffles: "Avx");

    /// <summary>16 registers on x86: 6 rows × 2 accumulators, 2 of the panel, 1 broadcast, 1 product where there is no fused operation.</summary>
    public static readonly VectorUnit Vector128 = new(
        "Vector128", "128-bit vectors", "Vector128", 4, 6, null,
        multiplyAdd: "MultiplyAdd({0}, {1}, {2})",
        max: "Max({0}, {1})",
        min: "Min({0}, {1})",
        shuffles: null);

    /// <summary>From the widest to the one that runs everywhere: the order in which the generated code asks.</summary>
    public static readonly IReadOnlyList<VectorUnit> All = [Avx512, Avx2, Vector128];

    /// <summary>Features that one step of a transposition moves: a 128-bit lane. Transposed rows come in as many.</summary>
    public const int TransposedFeatures = 4;

    private readonly string _multiplyAdd;
    private readonly string _max;
    private readonly string _min;

    private VectorUnit(
        string name, string title, string vector, int lanes, int tileRows, string? guard, string multiplyAdd, string max, string min, string? shuffles)
    {
        Name = name;
        Title = title;
        Vector = vector;
        Lanes = lanes;
        TileRows = tileRows;
        Guard = guard;
        Shuffles = shuffles;
        _multiplyAdd = multiplyAdd;
        _max = max;
        _min = min;
    }

    /// <summary>The value of the runtime's <c>InstructionSet</c>, and the suffix of generated names.</summary>
    public string Name { get; }

    public string Title { get; }

    /// <summary><c>Vector512</c>, <c>Vector256</c> or <c>Vector128</c>.</summary>
    public string Vector { get; }

    /// <summary>The C# type of a vector of floats.</summary>
    public string Type => Vector + "<float>";

    /// <summary>Floats of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Floats of a panel's row.</summary>
    public int PanelWidth => Lanes * PanelVectors;

    /// <summary>Rows of the highest tile of two vectors whose accumulators stay in registers.</summary>
    public int TileRows { get; }

    /// <summary>Rows of the highest tile that is <paramref name="vectors"/> wide.</summary>
    public int TileRowsOf(int vectors) => vectors == PanelVectors ? TileRows : NarrowTileRows;

    /// <summary>The condition for this body, or null for the one that needs none.</summary>
    public string? Guard { get; }

    /// <summary>The class with in-lane <c>UnpackLow</c>, <c>UnpackHigh</c> and <c>Shuffle</c>, or null where there is none on every platform.</summary>
    public string? Shuffles { get; }

    /// <summary><c>x · y + z</c>.</summary>
    public string MultiplyAdd(string x, string y, string z) => string.Format(System.Globalization.CultureInfo.InvariantCulture, _multiplyAdd, x, y, z);

    /// <summary>The greater of each lane; where one is NaN, <paramref name="y"/>.</summary>
    public string Max(string x, string y) => string.Format(System.Globalization.CultureInfo.InvariantCulture, _max, x, y);

    /// <summary>The lesser of each lane; where one is NaN, <paramref name="y"/>.</summary>
    public string Min(string x, string y) => string.Format(System.Globalization.CultureInfo.InvariantCulture, _min, x, y);
}
