using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.CallSites;

/// <summary>The lengths that a call may have, as the generated guards check them when it runs. Whatever is not known counts as right.</summary>
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

    /// <summary>What cannot be right, one mistake for each parameter.</summary>
    public static IReadOnlyList<LengthMistake> Check(CalledModel model, CallFacts call)
    {
        LengthRules rules = new(model, call);
        bool isInputRight = rules.CheckInput();
        rules.CheckMemory();
        if (call.Types is { } types && call.Input is { } ids && types != 0 && types != ids)
        {
            rules.Add("types", Count(types, "number"), $"there are {Count(ids, "id")}: pass one for each, or none where all are 0", [ids], 1);
        }

        // One mistake, one warning: what follows from a wrong input is not the output's.
        if (isInputRight)
        {
            rules.CheckOutput();
        }

        return rules._mistakes;
    }

    /// <summary>Rows of the longest sequence, where they are known and the input is right.</summary>
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

    /// <summary>Tokens of the longest memory, likewise.</summary>
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

        if (rows < _model.LeastRows)
        {
            Add(_call.InputName, $"a sequence of {Count(rows, "row")}", $"the convolutions of '{_model.Name}' need at least {Text(_model.LeastRows)} for one token");
            return false;
        }

        if (_model.MostTokens is { } most && _model.TokensOf(rows) > most)
        {
            Add(_call.InputName, $"a sequence of {Count(_model.TokensOf(rows), "token")}", $"'{_model.Name}' has positions for {Text(most)}: cut the sequence");
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

    /// <summary>What the length of rows should be, or null where it is possible.</summary>
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

        // Of a batch that is not known, each sequence still has whole rows.
        long batch = _call.Batch ?? 1;
        if (fixedRows is { } rows)
        {
            long step = rows * width;
            string fix = $"'{_model.Name}' takes {Text(step)} for each sequence";
            return _call.Batch is null
                ? length > 0 && length % step == 0 ? null : fix
                : length == batch * step ? null : MissingBatch(length, step) is { } missing
                    ? $"{fix}: pass batch: {Text(missing)}"
                    : $"{fix}, {Text(batch * step)} for {Count(batch, "sequence")}";
        }

        long least = batch * width;
        return length > 0 && length % least == 0 ? null : WholeRows(length, least, batch == 1 ? "" : $" in each of {Count(batch, "sequence")}");
    }

    /// <summary>The sequences in the input of a call that says it has one, where each is of a fixed length; null where that is not the mistake.</summary>
    private long? MissingBatch(long length, long each) => !_call.HasLengths && _call.Batch == 1 && length > each && length % each == 0 ? length / each : null;

    /// <summary>The rows that a length of this kind may have: as many as the lengths say, or the nearest whole ones.</summary>
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
                Add("output", Count(length, "float"), $"'{_model.Name}' makes {Product(rows, width, row)} of this call", [rows], width);
            }
        }
        else if (length == 0 || length % (_model.Tokens is { } tokens && !_model.Form.IsPooled ? width * tokens : width) != 0)
        {
            long step = _model.Tokens is { } count && !_model.Form.IsPooled ? width * count : width;
            Add("output", Count(length, "float"), $"'{_model.Name}' makes {Text(step)} of each {(step == width ? row : "sequence")}");
        }
    }

    /// <summary>The rows that the call makes, where that is known.</summary>
    private long? OutputRows()
    {
        if (_call.HasLengths)
        {
            return _model.Form.IsPooled ? _call.Sequences
                : _call.Lengths is { } lengths ? lengths.Sum(_model.TokensOf)
                : _model.IsRowAToken && _call.Input is { } rows ? rows / _model.InputWidth
                : null;
        }

        // Where each row of the input is a token, it does not matter how they are shared among sequences.
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

/// <summary>A length that cannot be right.</summary>
/// <param name="Parameter">Whose.</param>
/// <param name="Holds">How long it is.</param>
/// <param name="Reason">Why that is wrong, and what would be right.</param>
internal sealed record LengthMistake(string Parameter, string Holds, string Reason)
{
    /// <summary>Lengths that would be right, the nearest first, where there are few; each is a number of rows.</summary>
    public IReadOnlyList<long> RightRows { get; init; } = [];

    /// <summary>Elements of such a row.</summary>
    public long Width { get; init; } = 1;

    /// <summary>The <c>batch</c> with which the length is right, where that is what is missing.</summary>
    public long? Batch { get; init; }
}
