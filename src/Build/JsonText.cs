using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>
/// Reads JSON: the header of a safetensors file, and the configurations next to it. Both may be hostile, so depth, bytes and number of values are limited, and
/// the time is linear in the length.
/// </summary>
/// <remarks>
/// The base library's reader takes more than linear time for nested and escaped text, drops a key <c>__type</c>, and accepts text that is not JSON. A package
/// would be a dependency that a build may load in another version.
/// </remarks>
internal sealed class JsonText
{
    /// <summary>Maximum nesting of objects and arrays. A configuration has about four levels.</summary>
    public const int MaxLevels = 64;

    /// <summary>Maximum bytes of a configuration.</summary>
    public const int MaxFileBytes = 16 << 20;

    /// <summary>Maximum number of values, so that the tree takes at most a few hundred megabytes. The largest published checkpoints have a million.</summary>
    public const int MaxValues = 2_000_000;

    private const string TypeName = "type";

    /// <summary>The attribute for a key that is not a valid XML name.</summary>
    private const string KeyName = "item";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _json;
    private int _position;
    private int _levels;
    private int _values;

    private JsonText(byte[] json) => _json = json;

    /// <summary>Reads JSON. A byte order mark before it is skipped. <c>NaN</c> and <c>Infinity</c> count as numbers, since Python writes them.</summary>
    /// <param name="json">The text in UTF-8.</param>
    /// <returns>
    /// An element <c>root</c>. An object has an element for each key, an array an element <c>item</c> for each value. The attribute <c>type</c> of each is
    /// <c>object</c>, <c>array</c>, <c>string</c>, <c>number</c>, <c>boolean</c> or <c>null</c>. A number keeps its text. <see cref="NameOf"/> returns the key.
    /// </returns>
    /// <exception cref="FormatException">
    /// It is not JSON, has a key twice in an object, or exceeds the depth or length limits. The message gives the problem and its place; it is meant to follow a file
    /// name and a colon.
    /// </exception>
    public static XElement Parse(byte[] json)
    {
        JsonText text = new(json);
        text.SkipByteOrderMark();
        text.SkipSpace();
        if (text._position == json.Length)
        {
            throw new FormatException("it is not JSON: it is empty");
        }

        XElement root = new("root");
        text.ReadValue(root);
        text.SkipSpace();
        return text._position == json.Length ? root : throw text.NotJson($"{text.Found()} after the end");
    }

    /// <summary>Reads a file of at most <see cref="MaxFileBytes"/> bytes.</summary>
    /// <param name="path">The file.</param>
    /// <returns>As <see cref="Parse"/>.</returns>
    /// <exception cref="FormatException">As for <see cref="Parse"/>, or the file has more bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static XElement ReadFile(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using MemoryStream bytes = new();
        byte[] part = new byte[1 << 14];
        for (int read = file.Read(part, 0, part.Length); read > 0; read = file.Read(part, 0, part.Length))
        {
            bytes.Write(part, 0, read);
            if (bytes.Length > MaxFileBytes)
            {
                throw new FormatException(FormattableString.Invariant($"it has more than {MaxFileBytes} bytes, too many for a configuration"));
            }
        }

        return Parse(bytes.ToArray());
    }

    /// <summary>The key of a value in an object.</summary>
    public static string NameOf(XElement element) => element.Attribute(KeyName)?.Value ?? element.Name.LocalName;

    /// <summary>The type of a value: <c>object</c>, <c>array</c>, <c>string</c>, <c>number</c>, <c>boolean</c> or <c>null</c>.</summary>
    public static string TypeOf(XElement element) => element.Attribute(TypeName)?.Value ?? "";

    private void ReadValue(XElement element)
    {
        if (++_values > MaxValues)
        {
            throw new FormatException(FormattableString.Invariant($"it has more than {MaxValues} values ({Place()})"));
        }

        switch (_position < _json.Length ? (char)_json[_position] : '\0')
        {
            case '{':
                Enter(element, "object");
                ReadObject(element);
                _levels--;
                break;
            case '[':
                Enter(element, "array");
                ReadArray(element);
                _levels--;
                break;
            case '"':
                Set(element, "string", ReadString());
                break;
            case '-' or (>= '0' and <= '9') or 'N' or 'I':
                Set(element, "number", ReadNumber());
                break;
            case 't':
                Set(element, "boolean", ReadWord("true"));
                break;
            case 'f':
                Set(element, "boolean", ReadWord("false"));
                break;
            case 'n':
                ReadWord("null");
                Set(element, "null", "");
                break;
            default:
                throw NotJson($"expected a value, found {Found()}");
        }
    }

    private static void Set(XElement element, string type, string value)
    {
        element.SetAttributeValue(TypeName, type);
        if (value.Length > 0)
        {
            element.Add(new XText(value));
        }
    }

    private void Enter(XElement element, string type)
    {
        if (++_levels > MaxLevels)
        {
            throw new FormatException(FormattableString.Invariant($"it is nested deeper than {MaxLevels} levels ({Place()})"));
        }

        element.SetAttributeValue(TypeName, type);
        _position++;
        SkipSpace();
    }

    private void ReadObject(XElement element)
    {
        if (Take('}'))
        {
            return;
        }

        HashSet<string> keys = new(StringComparer.Ordinal);
        do
        {
            SkipSpace();
            int start = _position;
            string key = _position < _json.Length && _json[_position] == '"' ? ReadString() : throw NotJson($"expected a key in double quotes, found {Found()}");
            if (!keys.Add(key))
            {
                _position = start;
                throw new FormatException($"it has the key {Quoted(key)} twice in one object ({Place()})");
            }

            SkipSpace();
            if (!Take(':'))
            {
                throw NotJson($"expected ':' after the key {Quoted(key)}, found {Found()}");
            }

            SkipSpace();
            XElement value = IsName(key) ? new(key) : new(KeyName, new XAttribute(KeyName, key));
            ReadValue(value);
            element.Add(value);
            SkipSpace();
        }
        while (Take(','));

        if (!Take('}'))
        {
            throw NotJson($"expected ',' or '}}' in an object, found {Found()}");
        }
    }

    private void ReadArray(XElement element)
    {
        if (Take(']'))
        {
            return;
        }

        do
        {
            SkipSpace();
            XElement value = new(KeyName);
            ReadValue(value);
            element.Add(value);
            SkipSpace();
        }
        while (Take(','));

        if (!Take(']'))
        {
            throw NotJson($"expected ',' or ']' in an array, found {Found()}");
        }
    }

    private string ReadString()
    {
        StringBuilder? text = null;
        int start = ++_position;
        while (true)
        {
            byte letter = _position < _json.Length ? _json[_position] : throw NotJson("the file ends within a string");
            if (letter == '"')
            {
                string last = Decoded(start);
                _position++;
                return text is null ? last : text.Append(last).ToString();
            }

            if (letter == '\\')
            {
                text = (text ?? new()).Append(Decoded(start));
                _position++;
                text.Append(ReadEscape());
                start = _position;
            }
            else if (letter < ' ')
            {
                throw NotJson($"{Found()} within a string, where it must be escaped");
            }
            else
            {
                _position++;
            }
        }
    }

    private char ReadEscape()
    {
        char letter = _position < _json.Length ? (char)_json[_position] : throw NotJson("the file ends within a string");
        _position++;
        switch (letter)
        {
            case '"' or '\\' or '/':
                return letter;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int code = 0;
                for (int i = 0; i < 4; i++, _position++)
                {
                    char digit = _position < _json.Length ? (char)_json[_position] : throw NotJson("the file ends within a string");
                    code = (code * 16) + digit switch
                    {
                        >= '0' and <= '9' => digit - '0',
                        >= 'a' and <= 'f' => digit - 'a' + 10,
                        >= 'A' and <= 'F' => digit - 'A' + 10,
                        _ => throw NotJson($"expected four hexadecimal digits after \\u, found {Found()}"),
                    };
                }

                return (char)code;
            default:
                _position--;
                throw NotJson($"{Found()} after a backslash");
        }
    }

    private string Decoded(int start)
    {
        try
        {
            return StrictUtf8.GetString(_json, start, _position - start);
        }
        catch (DecoderFallbackException error)
        {
            _position = start;
            throw new FormatException($"it is not JSON: the string that begins at {Place()} is not UTF-8", error);
        }
    }

    private string ReadNumber()
    {
        int start = _position;
        Take('-');
        if (_position < _json.Length && _json[_position] is (byte)'I')
        {
            ReadWord("Infinity");
        }
        else if (_position == start && _json[_position] is (byte)'N')
        {
            ReadWord("NaN");
        }
        else
        {
            if (!Take('0'))
            {
                ReadDigits();
            }

            if (Take('.'))
            {
                ReadDigits();
            }

            if (Take('e') || Take('E'))
            {
                _ = Take('+') || Take('-');
                ReadDigits();
            }

            if (_position < _json.Length && _json[_position] is >= (byte)'0' and <= (byte)'9')
            {
                throw NotJson("a number has a leading 0");
            }
        }

        return Encoding.ASCII.GetString(_json, start, _position - start);
    }

    private void ReadDigits()
    {
        int start = _position;
        while (_position < _json.Length && _json[_position] is >= (byte)'0' and <= (byte)'9')
        {
            _position++;
        }

        if (_position == start)
        {
            throw NotJson($"expected a digit, found {Found()}");
        }
    }

    private string ReadWord(string word)
    {
        foreach (char letter in word)
        {
            if (!Take(letter))
            {
                throw NotJson($"expected {word}, found {Found()}");
            }
        }

        return word;
    }

    private bool Take(char letter)
    {
        bool isNext = _position < _json.Length && _json[_position] == letter;
        _position += isNext ? 1 : 0;
        return isNext;
    }

    private void SkipSpace()
    {
        while (_position < _json.Length && _json[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _position++;
        }
    }

    private void SkipByteOrderMark()
    {
        if (_json.Length >= 3 && _json[0] == 0xEF && _json[1] == 0xBB && _json[2] == 0xBF)
        {
            _position = 3;
        }
    }

    private FormatException NotJson(string problem) => new($"it is not JSON: {Hint() ?? ""}{problem} ({Place()})");

    /// <summary>What the file probably is instead of JSON.</summary>
    private string? Hint()
    {
        if (StartsWith("version https://git-lfs"))
        {
            return "it is a Git LFS pointer, fetch the file itself with git lfs pull: ";
        }

        if (_json.Length >= 2 && ((_json[0] == 0xFF && _json[1] == 0xFE) || (_json[0] == 0xFE && _json[1] == 0xFF) || (_json[0] == 0) != (_json[1] == 0)))
        {
            return "it looks like UTF-16, but JSON is UTF-8: ";
        }

        int first = 0;
        while (first < _json.Length && _json[first] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            first++;
        }

        return first < _json.Length && _json[first] == '<' ? "it is HTML or XML, perhaps a web page that was saved as the file: "
            : _position < _json.Length && _json[_position] is (byte)'/' or (byte)'#' ? "it has a comment, which JSON does not allow: "
            : _position >= _json.Length ? "it is cut off: "
            : null;
    }

    private bool StartsWith(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (i >= _json.Length || _json[i] != text[i])
            {
                return false;
            }
        }

        return true;
    }

    private string Found() =>
        _position >= _json.Length ? "the end of the file"
        : _json[_position] is > (byte)' ' and < 0x7F ? $"'{(char)_json[_position]}'"
        : $"the byte 0x{_json[_position].ToString("x2", CultureInfo.InvariantCulture)}";

    private string Place()
    {
        int position = Math.Min(_position, _json.Length), line = 1, start = 0;
        for (int i = 0; i < position; i++)
        {
            if (_json[i] == '\n')
            {
                line++;
                start = i + 1;
            }
        }

        return FormattableString.Invariant($"line {line}, column {Encoding.UTF8.GetCharCount(_json, start, position - start) + 1}");
    }

    /// <summary>A key for messages: invisible characters are escaped, and a long key is truncated.</summary>
    private static string Quoted(string key)
    {
        const int MaxLength = 80;
        string shown = string.Concat(key.Take(MaxLength).Select(letter => letter is >= ' ' and < '\x7f' ? letter.ToString() : "\\u" + ((int)letter).ToString("x4", CultureInfo.InvariantCulture)));
        return $"'{shown}{(key.Length > MaxLength ? "…" : "")}'";
    }

    /// <summary>Whether a key can be the name of an element. Only short keys, because names are kept until the process ends.</summary>
    private static bool IsName(string key) =>
        key.Length is > 0 and <= 40 && key[0] is not (>= '0' and <= '9') && key.All(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');
}
