using System.Globalization;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>Reads the few forms of Python's literals that the header of an array has. Nothing is evaluated.</summary>
internal sealed class PythonLiteral(string text)
{
    private int _at;

    /// <summary>Takes a sign.</summary>
    public void Require(char sign)
    {
        if (!TryTake(sign))
        {
            throw Unexpected($"'{sign}'");
        }
    }

    /// <summary>Takes a sign if it is there.</summary>
    public bool TryTake(char sign)
    {
        if (!IsAt(sign))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Whether a sign comes next.</summary>
    public bool IsAt(char sign)
    {
        SkipSpace();
        return _at < text.Length && text[_at] == sign;
    }

    /// <summary>Text in quotes, without escapes: no header has any.</summary>
    public string ReadText()
    {
        SkipSpace();
        if (_at < text.Length && text[_at] is '\'' or '"')
        {
            int end = text.IndexOf(text[_at], _at + 1);
            if (end > 0)
            {
                string value = text[(_at + 1)..end];
                _at = end + 1;
                return value;
            }
        }

        throw Unexpected("text in quotes");
    }

    /// <summary>True or False.</summary>
    public bool ReadBoolean()
    {
        SkipSpace();
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
        {
            if (text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
            {
                _at += word.Length;
                return value;
            }
        }

        throw Unexpected("True or False");
    }

    /// <summary>Whole numbers in parentheses. Python 2 wrote an L behind them.</summary>
    public List<long> ReadTuple()
    {
        List<long> numbers = [];
        Require('(');
        while (!TryTake(')'))
        {
            SkipSpace();
            int start = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || (text[_at] == '-' && _at == start)))
            {
                _at++;
            }

            if (!long.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                throw Unexpected("a whole number of 64 bits");
            }

            numbers.Add(number);
            _ = TryTake('L');
            if (!TryTake(','))
            {
                Require(')');
                break;
            }
        }

        return numbers;
    }

    /// <summary>Passes over a list, whatever is in it.</summary>
    public void SkipList()
    {
        int depth = 0;
        do
        {
            SkipSpace();
            if (_at == text.Length)
            {
                throw Unexpected("']'");
            }

            switch (text[_at])
            {
                case '\'' or '"':
                    ReadText();
                    continue;
                case '[' or '(':
                    depth++;
                    break;
                case ']' or ')':
                    depth--;
                    break;
            }

            _at++;
        }
        while (depth > 0);
    }

    /// <summary>Nothing but space may follow.</summary>
    public void RequireEnd()
    {
        SkipSpace();
        if (_at < text.Length)
        {
            throw Unexpected("the end");
        }
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\n' or '\t' or '\r')
        {
            _at++;
        }
    }

    private InvalidDataException Unexpected(string expected)
    {
        int at = Math.Min(_at, text.Length);
        return new(string.Create(
            CultureInfo.InvariantCulture, $"the header of the array has {Text.Quote(text[at..Math.Min(text.Length, at + 20)])} at {at}, where {expected} is expected."));
    }
}
