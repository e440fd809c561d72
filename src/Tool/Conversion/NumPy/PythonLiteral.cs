using System.Globalization;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>Reads the kinds of Python literals that occur in the header of an array. Nothing is evaluated.</summary>
internal sealed class PythonLiteral(string text)
{
    private int _at;

    /// <summary>Consumes a character.</summary>
    public void Require(char sign)
    {
        if (!TryTake(sign))
        {
            throw Unexpected($"'{sign}'");
        }
    }

    /// <summary>Consumes a character if it comes next.</summary>
    public bool TryTake(char sign)
    {
        if (!IsAt(sign))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Whether a character comes next.</summary>
    public bool IsAt(char sign)
    {
        SkipSpace();
        return _at < text.Length && text[_at] == sign;
    }

    /// <summary>Reads text in quotes. Headers have no escapes.</summary>
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

    /// <summary>Reads True or False.</summary>
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

    /// <summary>Reads integers in parentheses. Python 2 wrote an L after each.</summary>
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
                throw Unexpected("a 64-bit integer");
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

    /// <summary>Skips a list with any content.</summary>
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

    /// <summary>Checks that only white space follows.</summary>
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
