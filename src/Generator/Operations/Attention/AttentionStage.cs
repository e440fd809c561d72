using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>The attention of a block of rows, from queries, keys and values to the context; it reads keys and values of all rows of their sequences.</summary>
internal sealed class AttentionStage : Stage
{
    private readonly AttentionSettings _settings;
    private readonly HeadColumns _queries;
    private readonly HeadColumns _keys;
    private readonly HeadColumns _values;
    private readonly Value _target;
    private readonly WeightSlot? _bias;
    private readonly string _formula;
    private readonly Temporary _transposed;
    private readonly Temporary _results;
    private readonly Temporary? _totals;
    private readonly Temporary _scores;
    private readonly Temporary _sums;
    private readonly Write _write;

    public AttentionStage(
        AttentionSettings settings, HeadColumns queries, HeadColumns keys, HeadColumns values, Value target, WeightSlot? bias, string formula, Lowering lowering)
    {
        if (keys.Value != values.Value)
        {
            throw new InvalidOperationException("Keys and values are columns of one value.");
        }

        _settings = settings;
        _queries = queries;
        _keys = keys;
        _values = values;
        _target = target;
        _bias = bias;
        _formula = formula;
        VectorUnit unit = lowering.Unit;
        int features = (int)Arithmetic.RoundUp(settings.HeadDim, VectorUnit.TransposedFeatures);
        _transposed = new("queries", features * unit.PanelWidth);
        _results = new("results", features * unit.PanelWidth);
        bool hasMemory = keys.Value.Space == RowSpace.Memory;
        if (AttendKernel.HasTotals(MostSeen(settings.Band, hasMemory ? null : lowering.Tokens)))
        {
            // Doubles.
            _totals = new("totals", 2L * features * unit.PanelWidth);
        }

        Size keysOfBlock = hasMemory ? SizeName.MemoryTokens : settings.Band.MostKeys(unit.PanelWidth) is { } most ? Size.Least(SizeName.Tokens, most) : SizeName.Tokens;
        _scores = new("scores", keysOfBlock * unit.PanelWidth);
        Kernels = [AttendKernel.Of(isBanded: !settings.Band.IsAll, settings.Bias, hasMemory)];
        _sums = new("sums", unit.PanelWidth);

        // Four features are read at a time, behind the last head too.
        int behind = queries.Offset + settings.QueryWidth + features - settings.HeadDim - queries.Value.Width;
        Reads = [new(queries.Value, ReadRows.Own, Math.Max(0, behind)), new(keys.Value, ReadRows.WholeSequence)];

        // Whole vectors of queries and of four features are written: behind the last row, and behind the last head.
        _write = new(target, ExtraRows: unit.Lanes, ExtraWidth: features - settings.HeadDim);
    }

    public override IReadOnlyList<Read> Reads { get; }

    public override IReadOnlyList<Write> Writes => [_write];

    public override IReadOnlyList<Temporary> Temporaries => _totals is null ? [_transposed, _results, _scores, _sums] : [_transposed, _results, _totals, _scores, _sums];

    public override bool IsProduct => true;

    public override IReadOnlyList<Kernel> Kernels { get; }

    public override bool HasShares => true;

    public override string Formula(BufferNames names)
    {
        string source = new[] { _queries.Value, _keys.Value }.Distinct().Select(names.Of).Aggregate((a, b) => $"{a}, {b}");
        return $"{names.Of(_target)} = {_formula}, q, k, v in {source}   {_settings.Heads} heads of {_settings.HeadDim}";
    }

    public override void EmitCall(ICallWriter call)
    {
        call.Line($$"""
            {{call.Kernel(Kernels[0])}}(
                part, ref {{Columns(call.Rows(_queries.Value), _queries)}}, {{call.Stride(_queries.Value)}}, ref {{Columns(call.FirstRow(_keys.Value), _keys)}}, ref {{Columns(call.FirstRow(_values.Value), _values)}}, {{call.Stride(_keys.Value)}},
                ref {{call.Rows(_target)}}, {{call.Stride(_target)}},
                ref {{call.Scratch(_transposed)}}, ref {{call.Scratch(_results)}}, ref {{call.Scratch(_totals ?? _results)}}, ref {{call.Scratch(_scores)}}, ref {{call.Scratch(_sums)}}, ref {{call.Weight(null)}},
                heads: {{_settings.Heads}}, keyHeads: {{_settings.KeyValueHeads}}, headDim: {{_settings.HeadDim}}, scale: {{Literals.Float((float)_settings.ScoreScale)}},{{Band(call)}}{{Bias(call)}} first: row, rows);
            """);
    }

    /// <summary>Keys that a query sees at most in any layer, or null where it depends on the call.</summary>
    private static long? MostSeen(Band band, int? tokens) =>
        band.Window is { } window && band.GlobalEvery == 0 ? Math.Min(window, tokens ?? window) : tokens;

    private string Band(ICallWriter call)
    {
        Band band = _settings.Band;
        if (band.GlobalEvery > 0 && !call.IsOfLayer)
        {
            throw new InvalidOperationException("Only in a layer of many it depends on the layer what a query sees.");
        }

        return band.IsAll ? "" : $" back: {band.BackText}, forward: {band.ForwardText},";
    }

    private string Bias(ICallWriter call)
    {
        switch (_settings.Bias)
        {
            case ScoreBias.None:
                return "";
            case ScoreBias.Alibi:
                IEnumerable<string> slopes = AlibiSlopes.Of(_settings.Heads).Select(slope => Literals.Float((float)(-slope / _settings.Scale)));
                return $"\n    slopes: [{string.Join(", ", slopes)}],";
            case ScoreBias.Buckets:
                int most = _settings.Buckets!.MaxDistance;
                return $"\n    ref {call.Weight(_bias)}, most: {Literals.Integer(most)},";
            default:
                throw new InvalidOperationException($"No argument is known for {_settings.Bias}.");
        }
    }

    /// <summary>A row, at the first head's columns.</summary>
    private static string Columns(string row, HeadColumns columns) =>
        columns.Offset == 0 ? row : $"Unsafe.Add(ref {row}, {Literals.Integer(columns.Offset)})";
}
