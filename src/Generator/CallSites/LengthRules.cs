using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.CallSites;

/// <summary>Checks the lengths of a call as the generated guards do at run time. An unknown length counts as right.</summary>
internal sealed class LengthRules
{
    private readonly CalledModel _model;
    private readonly CallFacts _call;
    private readonly List<LengthMistake> _mistakes = [];

    private LengthRules(CalledModel model, CallFacts call)
    {
        _model = model;
        _call = call;
    }

    /// <summary>The lengths that will throw, at most one mistake for each parameter.</summary>
    public static IReadOnlyList<LengthMistake> Check(CalledModel model, CallFacts call)
    {
        LengthRules rules = new(model, call);
        bool isInputRight = rules.CheckInput();
        rules.CheckMemory();
        if (call.Types is { } types && call.Input is { } ids && types != 0 && types != ids)
        {
            rules.Add("types", Count(types, "number"), $"there are {Count(ids, "id")}: pass one type per id, or none if all are 0", [ids], 1);
        }

        // One warning for one mistake: a wrong input makes the expected output wrong too.
        if (isInputRight)
        {
            rules.CheckOutput();
        }

        return rules._mistakes;
    }

    /// <summary>Rows of the longest sequence, if they are known and the input is right.</summary>
    public static long? LongestRows(CalledModel model, CallFacts call)
    {
        if (model.FixedRows is { } rows)
        {
            return rows;
        }

        if (call.HasLengths)
        {
            return call.Lengths is { Count: > 0 } lengths ? lengths.Max() : null;
        }

        return call is { Input: { } input, Batch: { } batch } && batch > 0 && input % (batch * model.InputWidth) == 0 && input > 0 ? input / (batch * model.InputWidth) : null;
    }

    /// <summary>Tokens of the longest memory, if they are known and the memory is right.</summary>
    public static long? LongestMemory(CalledModel model, CallFacts call)
    {
        if (model.MemoryWidth is not { } width)
        {
            return null;
        }

        return call.HasLengths ? call.MemoryLengths is { Count: > 0 } lengths ? lengths.Max() : null
            : call is { Memory: { } memory, Batch: { } batch } && batch > 0 && memory % (batch * width) == 0 && memory > 0 ? memory / (batch * width) : null;
    }

    private bool CheckInput()
    {
        if (_call.Input is { } length && Misfit(length, _call.InputName, _model.InputWidth, _model.FixedRows, _call.Lengths) is { } reason)
        {
            Add(
                _call.InputName, Count(length, Unit), reason, RightRows(length, _model.InputWidth, _model.FixedRows, _call.Lengths), _model.InputWidth,
                _model.FixedRows is { } fixedRows ? MissingBatch(length, fixedRows * _model.InputWidth) : null);
            return false;
        }

        if (LongestRows(_model, _call) is not { } rows)
        {
            return true;
        }

        if (rows < _model.MinRows)
        {
            Add(_call.InputName, $"a sequence of {Count(rows, "row")}", $"the convolutions of '{_model.Name}' need at least {Text(_model.MinRows)} for one token");
            return false;
        }

        if (_model.MaxTokens is { } most && _model.TokensOf(rows) > most)
        {
            Add(_call.InputName, $"a sequence of {Count(_model.TokensOf(rows), "token")}", $"'{_model.Name}' has only {Text(most)} positions: shorten the sequence");
            return false;
        }

        return true;
    }

    private void CheckMemory()
    {
        if (_call.Memory is { } length && _model.MemoryWidth is { } width && Misfit(length, "memory", width, null, _call.MemoryLengths) is { } reason)
        {
            Add("memory", Count(length, "float"), reason, RightRows(length, width, null, _call.MemoryLengths), width);
        }
    }

    /// <summary>What a wrong length should be, for the message; null if it may be right.</summary>
    private string? Misfit(long length, string name, long width, long? fixedRows, IReadOnlyList<long>? lengths)
    {
        if (_call.HasLengths)
        {
            if (lengths is not null)
            {
                long sum = lengths.Sum();
                return length == sum * width ? null : $"the lengths of {Count(lengths.Count, "sequence")} add up to {Product(sum, width)}";
            }

            return length > 0 && length % width == 0 ? null : WholeRows(length, width, "");
        }

        if (_call.Batch is <= 0)
        {
            return null;
        }

        // Even with an unknown batch size, the length must be a multiple of the row width.
        long batch = _call.Batch ?? 1;
        if (fixedRows is { } rows)
        {
            long each = rows * width;
            string fix = $"'{_model.Name}' takes {Text(each)} per sequence";
            return _call.Batch is null
                ? length > 0 && length % each == 0 ? null : fix
                : length == batch * each ? null : MissingBatch(length, each) is { } missing
                    ? $"{fix}: pass batch: {Text(missing)}"
                    : batch == 1 ? fix : $"{fix}: {Text(batch * each)} for {Count(batch, "sequence")}";
        }

        long step = batch * width;
        return length > 0 && length % step == 0 ? null : WholeRows(length, step, batch == 1 ? "" : $" in each of {Count(batch, "sequence")}");
    }

    /// <summary>The number of sequences in an input that is passed with <c>batch: 1</c>, if their length is fixed; null if that is not the mistake.</summary>
    private long? MissingBatch(long length, long each) => !_call.HasLengths && _call.Batch == 1 && length > each && length % each == 0 ? length / each : null;

    /// <summary>The numbers of rows that would be right: the sum of the lengths, or the nearest whole numbers.</summary>
    private IReadOnlyList<long> RightRows(long length, long width, long? fixedRows, IReadOnlyList<long>? lengths)
    {
        if (_call.HasLengths && lengths is not null)
        {
            return [lengths.Sum()];
        }

        long batch = _call.HasLengths ? 1 : _call.Batch ?? 1;
        if (!_call.HasLengths && fixedRows is { } rows)
        {
            return MissingBatch(length, rows * width) is null ? [batch * rows] : [];
        }

        long below = length / (batch * width) * batch;
        return below == 0 ? [batch] : [below, below + batch];
    }

    private string WholeRows(long length, long step, string where)
    {
        long below = length / step * step;
        string near = below == 0 ? $"{Text(step)} or a multiple of it" : $"{Text(below)} or {Text(below + step)}";
        return $"'{_model.Name}' takes whole tokens{where}: {near}";
    }

    private void CheckOutput()
    {
        if (_call.Output is not { } length)
        {
            return;
        }

        long width = _model.OutputWidth;
        string row = _model.Form.IsPooled ? "sequence" : "token";
        if (OutputRows() is { } rows)
        {
            if (length != rows * width)
            {
                Add("output", Count(length, "float"), $"this call of '{_model.Name}' writes {Product(rows, width, row)}", [rows], width);
            }
        }
        else if (length == 0 || length % (_model.Tokens is { } tokens && !_model.Form.IsPooled ? width * tokens : width) != 0)
        {
            long step = _model.Tokens is { } count && !_model.Form.IsPooled ? width * count : width;
            Add("output", Count(length, "float"), $"'{_model.Name}' writes {Text(step)} per {(step == width ? row : "sequence")}");
        }
    }

    /// <summary>The rows of the output, or null if unknown.</summary>
    private long? OutputRows()
    {
        if (_call.HasLengths)
        {
            return _model.Form.IsPooled ? _call.Sequences
                : _call.Lengths is { } lengths ? lengths.Sum(_model.TokensOf)
                : _model.IsRowAToken && _call.Input is { } rows ? rows / _model.InputWidth
                : null;
        }

        // If each input row is a token, the batch size does not matter.
        if (_model is { IsRowAToken: true, Form.IsPooled: false } && _call.Input is { } input)
        {
            return input / _model.InputWidth;
        }

        return _call.Batch is not { } batch || batch <= 0 ? null
            : _model.Form.IsPooled ? batch
            : LongestRows(_model, _call) is { } each ? batch * _model.TokensOf(each)
            : null;
    }

    private string Unit => _call.InputName switch
    {
        "ids" => "id",
        "pixels" => "value",
        _ => "float",
    };

    private void Add(string parameter, string holds, string reason, IReadOnlyList<long>? rightRows = null, long width = 1, long? batch = null) =>
        _mistakes.Add(new(parameter, holds, reason) { RightRows = rightRows ?? [], Width = width, Batch = batch });

    private static string Product(long rows, long width, string row = "token") => $"{Count(rows, row)}{(width == 1 ? "" : $" × {Text(width)} = {Text(rows * width)}")}";

    private static string Count(long count, string what) => $"{Text(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Text(long number) => Literals.Integer(number);
}

/// <summary>A length that will throw.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Holds">The length, for the message.</param>
/// <param name="Reason">Why it is wrong, for the message.</param>
internal sealed record LengthMistake(string Parameter, string Holds, string Reason)
{
    /// <summary>Lengths in rows that would be right, if there are few.</summary>
    public IReadOnlyList<long> RightRows { get; init; } = [];

    /// <summary>Elements of a row.</summary>
    public long Width { get; init; } = 1;

    /// <summary>The missing <c>batch</c> with which the length is right, or null.</summary>
    public long? Batch { get; init; }
}
