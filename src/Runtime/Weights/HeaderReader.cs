using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ShapeGen;

/// <summary>
/// Reads a header token by token: a document model would keep only the last of two equal names, and a hostile header could make it use any amount of memory.
/// </summary>
internal ref struct HeaderReader
{
    private readonly ReadOnlySpan<byte> _header;
    private readonly ProblemList _problems;
    private readonly Header _result = new();

    /// <summary>The numbers of the last array, up to the length of this buffer.</summary>
    private readonly long[] _sizes = new long[SafetensorsFormat.MaxRank];

    private Utf8JsonReader _json;
    private bool _metadataSeen;

    private HeaderReader(ReadOnlySpan<byte> header, ProblemList problems)
    {
        _header = header;
        _problems = problems;
        _json = new Utf8JsonReader(header, isFinalBlock: true, state: default);
    }

    /// <summary>Reads everything that can be read.</summary>
    /// <param name="header">The header, with its padding.</param>
    /// <param name="problems">Problems are added here.</param>
    public static Header Read(ReadOnlySpan<byte> header, ProblemList problems)
    {
        var reader = new HeaderReader(header, problems);
        reader.ReadAll();
        return reader._result;
    }

    private void ReadAll()
    {
        if (_header.IsEmpty || _header[0] != (byte)'{')
        {
            string found = _header.IsEmpty ? "is empty" : FormattableString.Invariant($"starts with the byte 0x{_header[0]:x2}");
            _problems.Add($"the header {found}, but must be a JSON object that starts with '{{'");
            return;
        }

        if (!Utf8.IsValid(_header))
        {
            _problems.Add($"the header is not valid UTF-8");
            return;
        }

        _result.IsComplete = true;
        try
        {
            ReadTensors();
            CheckTrailing();
        }
        catch (JsonException e)
        {
            _result.IsComplete = false;
            _problems.Add($"the header is not valid JSON: at byte {_json.BytesConsumed} of {_header.Length}: {OneLine(e.Message)}");
        }
    }

    private void ReadTensors()
    {
        _json.Read();
        while (ReadProperty(out string? name))
        {
            if (name is null)
            {
                SkipEntry();
            }
            else if (name == SafetensorsFormat.MetadataKey)
            {
                ReadMetadata();
            }
            else if (!_result.TryAddName(name))
            {
                _problems.Add($"{Text.Quote(name)} appears more than once");
                SkipEntry();
            }
            else
            {
                ReadTensor(name);
            }
        }
    }

    private readonly void CheckTrailing()
    {
        ReadOnlySpan<byte> rest = _header[(int)_json.BytesConsumed..];
        int garbage = rest.IndexOfAnyExcept((byte)' ');
        if (garbage >= 0)
        {
            _problems.Add(
                $"the header's JSON ends at byte {_json.BytesConsumed} of {_header.Length} and may be followed by spaces only, but byte {_json.BytesConsumed + garbage} is 0x{rest[garbage]:x2}");
        }
    }

    private void ReadMetadata()
    {
        if (_metadataSeen)
        {
            _problems.Add($"'{SafetensorsFormat.MetadataKey}' appears more than once");
            _json.Skip();
            return;
        }

        _metadataSeen = true;
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _problems.Add($"'{SafetensorsFormat.MetadataKey}' is {TokenName()}, but must be an object of strings");
            _json.Skip();
            return;
        }

        while (ReadProperty(out string? key))
        {
            if (key is null)
            {
                _json.Skip();
            }
            else if (_json.TokenType != JsonTokenType.String)
            {
                _problems.Add($"{Text.Quote(key)} in '{SafetensorsFormat.MetadataKey}' is {TokenName()}, but must be a string");
                _json.Skip();
            }
            else if (TryGetString("a metadata value", out string? value) && !_result.Metadata.TryAdd(key, value))
            {
                _problems.Add($"{Text.Quote(key)} is in '{SafetensorsFormat.MetadataKey}' more than once");
            }
        }
    }

    private void ReadTensor(string name)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _problems.Add($"{Text.Quote(name)} is {TokenName()}, but must be an object with dtype, shape and data_offsets");
            SkipEntry();
            return;
        }

        bool typeSeen = false, shapeSeen = false, offsetsSeen = false;
        TensorType? type = null;
        long[]? shape = null;
        (long Begin, long End)? offsets = null;

        while (ReadProperty(out string? key))
        {
            switch (key)
            {
                case "dtype" when !typeSeen:
                    typeSeen = true;
                    type = ReadType(name);
                    break;
                case "shape" when !shapeSeen:
                    shapeSeen = true;
                    shape = ReadShape(name);
                    break;
                case "data_offsets" when !offsetsSeen:
                    offsetsSeen = true;
                    offsets = ReadOffsets(name);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    _problems.Add($"{Text.Quote(name)} has {key} more than once");
                    _json.Skip();
                    break;
                case not null:
                    _problems.Add($"{Text.Quote(name)} has the unknown key {Text.Quote(key)}; known are dtype, shape and data_offsets");
                    _json.Skip();
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }

        if (!typeSeen || !shapeSeen || !offsetsSeen)
        {
            _problems.Add($"{Text.Quote(name)} has no {Missing(typeSeen, shapeSeen, offsetsSeen)}");
        }

        AddEntry(name, type, shape, offsets);
    }

    private static string Missing(bool typeSeen, bool shapeSeen, bool offsetsSeen)
    {
        string[] keys = [typeSeen ? "" : "dtype", shapeSeen ? "" : "shape", offsetsSeen ? "" : "data_offsets"];
        return string.Join(" and no ", keys.Where(static key => key.Length > 0));
    }

    private void AddEntry(string name, TensorType? type, long[]? shape, (long Begin, long End)? offsets)
    {
        long elements = 0;
        if (shape is not null && !SafetensorsFormat.TryGetElementCount(shape, out elements))
        {
            _problems.Add($"{Text.Quote(name)} has the shape {Text.Shape<long>(shape)}, whose product does not fit in 64 bits");
            shape = null;
        }

        if (type is { } known && shape is not null)
        {
            if (!SafetensorsFormat.FillsBytes(known, elements))
            {
                _problems.Add(
                    $"{Text.Quote(name)} is {known.HeaderName()} {Text.Shape<long>(shape)}, whose {elements} elements of {known.Bits()} bits do not fill whole bytes");
            }
            else if (!SafetensorsFormat.TryGetByteCount(known, shape, out long expected))
            {
                _problems.Add($"{Text.Quote(name)} is {known.HeaderName()} {Text.Shape<long>(shape)}, whose size in bytes does not fit in 64 bits");
            }
            else if (offsets is { } given && given.End - given.Begin != expected)
            {
                _problems.Add(
                    $"{Text.Quote(name)} has {Text.Count(given.End - given.Begin, "byte")} (data_offsets [{given.Begin}, {given.End}]), but {known.HeaderName()} {Text.Shape<long>(shape)} takes {expected}");
            }
        }

        if (offsets is { } place)
        {
            _result.Entries.Add(new HeaderEntry(name, type ?? default, shape ?? [], elements, place.Begin, place.End, _result.Entries.Count));
        }
        else
        {
            _result.IsComplete = false;
        }
    }

    private TensorType? ReadType(string name)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            _problems.Add($"dtype of {Text.Quote(name)} is {TokenName()}, but must be a string");
            _json.Skip();
            return null;
        }

        if (!TryGetString("a dtype", out string? text))
        {
            return null;
        }

        if (!TensorTypes.TryParse(text, out TensorType type))
        {
            _problems.Add($"{Text.Quote(name)} has the unknown dtype {Text.Quote(text)}; known are {TensorTypes.AllNames}");
            return null;
        }

        return type;
    }

    private long[]? ReadShape(string name)
    {
        long[]? shape = ReadSizes(name, "shape", SafetensorsFormat.MaxRank, out long count);
        if (count > SafetensorsFormat.MaxRank)
        {
            _problems.Add($"shape of {Text.Quote(name)} has {count} dimensions, more than {SafetensorsFormat.MaxRank}");
            return null;
        }

        return shape;
    }

    private (long Begin, long End)? ReadOffsets(string name)
    {
        const int BeginAndEnd = 2;
        long[]? offsets = ReadSizes(name, "data_offsets", BeginAndEnd, out long count);
        if (count is not (BeginAndEnd or NotAnArray))
        {
            _problems.Add($"data_offsets of {Text.Quote(name)} has {Text.Count(count, "number")}, but must be [begin, end]");
            return null;
        }

        if (offsets is null)
        {
            return null;
        }

        if (offsets[0] > offsets[1])
        {
            _problems.Add($"data_offsets of {Text.Quote(name)} are [{offsets[0]}, {offsets[1]}]: it begins after its end");
            return null;
        }

        return (offsets[0], offsets[1]);
    }

    private const long NotAnArray = -1;

    /// <summary>Reads an array of whole numbers ≥ 0.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="key">Its key.</param>
    /// <param name="limit">Maximum number of values that are kept.</param>
    /// <param name="count">Number of values in the array.</param>
    /// <returns>The numbers, or null if a value is not a whole number or this is not an array.</returns>
    private long[]? ReadSizes(string name, string key, int limit, out long count)
    {
        count = NotAnArray;
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _problems.Add($"{key} of {Text.Quote(name)} is {TokenName()}, but must be an array of whole numbers");
            _json.Skip();
            return null;
        }

        bool valid = true;
        count = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            long size = 0;
            if (_json.TokenType != JsonTokenType.Number)
            {
                valid = false;
                _problems.Add($"{key}[{count}] of {Text.Quote(name)} is {TokenName()}, but must be a whole number");
                _json.Skip();
            }
            else if (_json.ValueSpan[0] == (byte)'-' || !_json.TryGetInt64(out size))
            {
                valid = false;
                _problems.Add($"{key}[{count}] of {Text.Quote(name)} is {NumberText()}, but must be a whole number from 0 to {long.MaxValue}");
            }

            if (count < limit)
            {
                _sizes[(int)count] = size;
            }

            count++;
        }

        return valid ? _sizes[..(int)Math.Min(count, limit)] : null;
    }

    /// <summary>Skips a value that should have been a tensor.</summary>
    private void SkipEntry()
    {
        _result.IsComplete = false;
        _json.Skip();
    }

    /// <summary>Reads a property's name and moves to its value.</summary>
    /// <param name="name">The name; null if it is not valid Unicode, which is then reported.</param>
    /// <returns>False at the end of the object.</returns>
    private bool ReadProperty(out string? name)
    {
        name = null;
        if (!_json.Read() || _json.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        TryGetString("a name", out name);
        _json.Read();
        return true;
    }

    /// <summary>The text of the current token. An escaped half of a surrogate pair is valid JSON but not valid text.</summary>
    private readonly bool TryGetString(string what, [NotNullWhen(true)] out string? text)
    {
        // The JSON reader throws for such text, which takes longer than reading a kilobyte, and a header can have millions of them.
        if (_json.ValueIsEscaped && HasHalfSurrogatePair(_json.ValueSpan))
        {
            _problems.Add($"at byte {_json.TokenStartIndex} of the header, {what} is not valid Unicode: it holds half a surrogate pair");
            text = null;
            return false;
        }

        text = _json.GetString()!;
        return true;
    }

    /// <summary>Whether an escaped string, valid as JSON and as UTF-8, has an escaped surrogate without its other half.</summary>
    private static bool HasHalfSurrogatePair(ReadOnlySpan<byte> escaped)
    {
        // A backslash, u and four digits.
        const int EscapeLength = 6;
        char high = '\0';
        while (!escaped.IsEmpty)
        {
            char c = '\0';
            int length = 1;
            if (escaped[0] == (byte)'\\')
            {
                bool isNumber = escaped[1] == (byte)'u';
                length = isNumber ? EscapeLength : 2;
                c = isNumber ? (char)ushort.Parse(escaped[2..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : c;
            }

            if (char.IsLowSurrogate(c) != char.IsHighSurrogate(high))
            {
                return true;
            }

            high = c;
            escaped = escaped[length..];
        }

        return char.IsHighSurrogate(high);
    }

    private readonly string TokenName() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => $"the number {NumberText()}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private readonly string NumberText()
    {
        const int MaxDigits = 40;
        ReadOnlySpan<byte> digits = _json.ValueSpan;
        return digits.Length <= MaxDigits ? Encoding.ASCII.GetString(digits) : Encoding.ASCII.GetString(digits[..MaxDigits]) + "…";
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
