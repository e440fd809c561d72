using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Vectors;

/// <summary>An instruction set that code is emitted for: how wide it is, how many registers a tile may use, and how its operations are spelled.</summary>
internal sealed class VectorUnit
{
    /// <summary>Vectors of a packed panel: the width of a tile.</summary>
    /// <remarks>Two vectors a row let each broadcast feed two multiply-adds, so that the load ports keep up (14×2 and 6×2 reach the peak).</remarks>
    public const int PanelVectors = 2;

    /// <summary>
    /// Rows of the tallest tile of one vector, for what is left of a row: eight accumulators cover the latency of two multiply-adds a cycle;
    /// more would gain 4 % of little, and add half again to the code.
    /// </summary>
    public const int NarrowTileRows = 8;

    /// <summary>32 registers: 14 rows × 2 accumulators, 2 of the panel, 1 broadcast.</summary>
    public static readonly VectorUnit Avx512 = new(InstructionSet.Avx512, "AVX-512", "Vector512", lanes: 16, tileRows: 14, "Avx512F.IsSupported")
    {
        PrefetchesInEachStep = true,
        FewestFetching = 2,
        _multiplyAdd = "Avx512F.FusedMultiplyAdd({0}, {1}, {2})",
        _max = "Avx512F.Max({0}, {1})",
        _min = "Avx512F.Min({0}, {1})",
        _broadcast = "Vector512.Create({0})",
        _unpackLow = "Avx512F.UnpackLow({0}, {1})",
        _unpackHigh = "Avx512F.UnpackHigh({0}, {1})",
        _lowHalves = "Avx512F.Shuffle({0}, {1}, 0b01_00_01_00)",
        _highHalves = "Avx512F.Shuffle({0}, {1}, 0b11_10_11_10)",
    };

    /// <summary>16 registers: 6 rows × 2 accumulators, 2 of the panel, 1 broadcast.</summary>
    public static readonly VectorUnit Avx2 = new(InstructionSet.Avx2, "AVX2 and FMA", "Vector256", lanes: 8, tileRows: 6, "Avx2.IsSupported && Fma.IsSupported")
    {
        PrefetchesInEachStep = true,
        FewestFetching = 1,
        _multiplyAdd = "Fma.MultiplyAdd({0}, {1}, {2})",
        _max = "Avx.Max({0}, {1})",
        _min = "Avx.Min({0}, {1})",
        _broadcast = "Vector256.Create({0})",
        _unpackLow = "Avx.UnpackLow({0}, {1})",
        _unpackHigh = "Avx.UnpackHigh({0}, {1})",
        _lowHalves = "Avx.Shuffle({0}, {1}, 0b01_00_01_00)",
        _highHalves = "Avx.Shuffle({0}, {1}, 0b11_10_11_10)",
    };

    /// <summary>16 registers on x86: 6 rows × 2 accumulators, 2 of the panel, 1 broadcast, 1 product where there is no fused operation.</summary>
    public static readonly VectorUnit Vector128 = new(InstructionSet.Vector128, "128-bit vectors", "Vector128", lanes: 4, tileRows: 6, null)
    {
        FewestFetching = 10,
        _multiplyAdd = "MultiplyAdd({0}, {1}, {2})",
        _max = "Max({0}, {1})",
        _min = "Min({0}, {1})",
        _broadcast = "PinnedMemory.Broadcast(in {0})",
        _unpackLow = "UnpackLow({0}, {1})",
        _unpackHigh = "UnpackHigh({0}, {1})",
        _lowHalves = "Vector128.Create({0}.GetLower(), {1}.GetLower())",
        _highHalves = "Vector128.Create({0}.GetUpper(), {1}.GetUpper())",
    };

    /// <summary>From the widest to the one that runs everywhere: the order in which the generated code chooses.</summary>
    public static readonly IReadOnlyList<VectorUnit> All = [Avx512, Avx2, Vector128];

    /// <summary>Floats of the widest vector.</summary>
    public static int MaxLanes => All[0].Lanes;

    /// <summary>Features that one step of a transposition moves: a 128-bit lane. Transposed rows come in as many.</summary>
    public const int TransposedFeatures = 4;

    // How the operations are spelled, with {0} and so on for the operands.
    private string _multiplyAdd = "";
    private string _max = "";
    private string _min = "";
    private string _broadcast = "";
    private string _unpackLow = "";
    private string _unpackHigh = "";
    private string _lowHalves = "";
    private string _highHalves = "";

    private VectorUnit(InstructionSet set, string title, string vector, int lanes, int tileRows, string? guard)
    {
        Name = set.ToString();
        Title = title;
        Vector = vector;
        Lanes = lanes;
        TileRows = tileRows;
        Guard = guard;
    }

    /// <summary>The name of the <see cref="InstructionSet"/>, and the suffix of generated names.</summary>
    public string Name { get; }

    public string Title { get; }

    /// <summary><c>Vector512</c>, <c>Vector256</c> or <c>Vector128</c>.</summary>
    public string Vector { get; }

    /// <summary>The C# type of a vector of floats.</summary>
    public string Type => Vector + "<float>";

    /// <summary>The C# type of a vector of doubles: half of what a vector of floats widens to.</summary>
    public string WideType => Vector + "<double>";

    /// <summary>Floats of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Floats of a panel's row.</summary>
    public int PanelWidth => Lanes * PanelVectors;

    /// <summary>Rows of the tallest tile of two vectors whose accumulators stay in registers.</summary>
    public int TileRows { get; }

    /// <summary>Rows of the tallest tile that is <paramref name="vectors"/> wide.</summary>
    public int TileRowsOf(int vectors) => vectors == PanelVectors ? TileRows : NarrowTileRows;

    /// <summary>
    /// Whether tiles prefetch the next panel in each step down the depth, evenly, instead of after each tile. Where other models have pushed
    /// the weights out of the L2 cache, [16, 384] with Ffn 1536 takes 8 % less time so (AVX-512) and 18 % (AVX2), [128, 384] 1 and 3 %. With
    /// 128 bits, where a step has as many instructions as the core takes, it costs 5 to 7 %.
    /// </summary>
    public bool PrefetchesInEachStep { get; private init; }

    /// <summary>
    /// Tiles of a panel from which on prefetching pays. A step of AVX2 takes one line, and even a tile that is alone gains from it ([4, 384]
    /// with Ffn 1536: 20 %, [5, 512] with Ffn 2048: 35 %); one of AVX-512 takes two, and such a tile loses 4 to 20 %. What is fetched
    /// after a tile comes all at once: 2 to 5 % with 21 tiles, but 3 tiles are over before it is there, and lose 7 %.
    /// </summary>
    public int FewestFetching { get; private init; }

    /// <summary>The condition for this body, or null for the one that needs none.</summary>
    public string? Guard { get; }

    /// <summary>A vector whose lanes all hold the float at <paramref name="place"/>.</summary>
    public string Broadcast(string place) => Spell(_broadcast, place);

    /// <summary><c>x · y + z</c>.</summary>
    public string MultiplyAdd(string x, string y, string z) => Spell(_multiplyAdd, x, y, z);

    /// <summary>The greater of each lane; where one is NaN, <paramref name="y"/>.</summary>
    public string Max(string x, string y) => Spell(_max, x, y);

    /// <summary>The lesser of each lane; where one is NaN, <paramref name="y"/>.</summary>
    public string Min(string x, string y) => Spell(_min, x, y);

    /// <summary>Of each 128 bits, the first two lanes of both in turn: x0 y0 x1 y1.</summary>
    public string UnpackLow(string x, string y) => Spell(_unpackLow, x, y);

    /// <summary>Of each 128 bits, the last two lanes of both in turn: x2 y2 x3 y3.</summary>
    public string UnpackHigh(string x, string y) => Spell(_unpackHigh, x, y);

    /// <summary>Of each 128 bits, the first halves of both: x0 x1 y0 y1.</summary>
    public string LowHalves(string x, string y) => Spell(_lowHalves, x, y);

    /// <summary>Of each 128 bits, the last halves of both: x2 x3 y2 y3.</summary>
    public string HighHalves(string x, string y) => Spell(_highHalves, x, y);

    private static string Spell(string format, params string[] operands) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, format, operands);
}
