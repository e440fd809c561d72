using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ShapeGen;

/// <summary>
/// Reads headers in the form that writers produce: JSON without white space, escapes, or anything else that the format does not require. It either accepts a
/// header or gives up without a reason; <see cref="HeaderReader"/> then reads it from the start and explains problems.
/// </summary>
/// <remarks>Loading a model is part of startup, and loading and compiling the framework's JSON reader takes several milliseconds.</remarks>
internal ref struct PlainHeader
{
    /// <summary>Numbers with up to this many digits always fit in 64 bits.</summary>
    private const int MaxDigits = 18;

    private readonly ReadOnlySpan<byte> _header;

    /// <summary>The numbers of the last array.</summary>
    private readonly long[] _sizes = new long[SafetensorsFormat.MaxRank];

    private int _position;

    private PlainHeader(ReadOnlySpan<byte> header) => _header = header;

    /// <summary>Reads a header that is valid and has the usual form.</summary>
    /// <param name="bytes">The header, with its padding.</param>
    /// <returns>All of its tensors, or null: the header may be invalid, or valid in another form.</returns>
    public static Header? TryRead(ReadOnlySpan<byte> bytes)
    {
        var header = new Header { IsComplete = true };
        return new PlainHeader(bytes).TryReadAll(header) ? header : null;
    }

    private bool TryReadAll(Header header)
    {
        if (!Take("{"u8))
        {
            return false;
        }

        if (!Take("}"u8))
        {
            do
            {
                if (!TryReadString(out string? name)
                    || !Take(":"u8)
                    || !header.TryAddName(name)
                    || !(name == SafetensorsFormat.MetadataKey ? TryReadMetadata(header) : TryReadTensor(name, header)))
                {
                    return false;
                }
            }
            while (Take(","u8));

            if (!Take("}"u8))
            {
                return false;
            }
        }

        while (_position < _header.Length && _header[_position] == (byte)' ')
        {
            _position++;
        }

        return _position == _header.Length;
    }

    private bool TryReadMetadata(Header header)
    {
        if (!Take("{"u8))
        {
            return false;
        }

        if (Take("}"u8))
        {
            return true;
        }

        do
        {
            if (!TryReadString(out string? key) || !Take(":"u8) || !TryReadString(out string? value) || !header.Metadata.TryAdd(key, value))
            {
                return false;
            }
        }
        while (Take(","u8));

        return Take("}"u8);
    }

    /// <summary>Reads the three keys of a tensor, in any order.</summary>
    private bool TryReadTensor(string name, Header header)
    {
        const int Keys = 3;
        string? typeName = null;
        long[]? shape = null;
        long begin = -1, end = -1;
        for (int i = 0; i < Keys; i++)
        {
            if (!Take(i == 0 ? "{"u8 : ","u8))
            {
                return false;
            }

            if (typeName is null && Take("\"dtype\":"u8))
            {
                if (!TryReadString(out typeName))
                {
                    return false;
                }
            }
            else if (shape is null && Take("\"shape\":"u8))
            {
                if (!TryReadSizes(out int rank))
                {
                    return false;
                }

                shape = new long[rank];
                Array.Copy(_sizes, shape, rank);
            }
            else if (end < 0 && Take("\"data_offsets\":"u8))
            {
                if (!TryReadSizes(out int count) || count != 2)
                {
                    return false;
                }

                (begin, end) = (_sizes[0], _sizes[1]);
            }
            else
            {
                return false;
            }
        }

        // Each of the three keys is accepted at most once, so all of them were present.
        if (!Take("}"u8)
            || !TensorTypes.TryParse(typeName!, out TensorType type)
            || !SafetensorsFormat.TryGetElementCount(shape!, out long elements)
            || !SafetensorsFormat.TryGetByteCount(type, shape!, out long bytes)
            || end - begin != bytes)
        {
            return false;
        }

        header.Entries.Add(new HeaderEntry(name, type, shape!, elements, begin, end, header.Entries.Count));
        return true;
    }

    private bool TryReadString([NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!Take("\""u8))
        {
            return false;
        }

        int start = _position;
        while (_position < _header.Length && _header[_position] is >= (byte)' ' and not ((byte)'"' or (byte)'\\'))
        {
            _position++;
        }

        int end = _position;
        if (!Take("\""u8))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(_header[start..end]);

        // This character replaces bytes that are not UTF-8. If a name really contains it, the full reader reads the header.
        return !text.Contains('\uFFFD');
    }

    /// <summary>Reads an array of whole numbers into <see cref="_sizes"/>.</summary>
    private bool TryReadSizes(out int count)
    {
        count = 0;
        if (!Take("["u8))
        {
            return false;
        }

        if (Take("]"u8))
        {
            return true;
        }

        do
        {
            int start = _position;
            long size = 0;
            while (_position < _header.Length && _header[_position] is >= (byte)'0' and <= (byte)'9' && _position - start < MaxDigits)
            {
                size = (size * 10) + (_header[_position] - '0');
                _position++;
            }

            int digits = _position - start;
            bool hasLeadingZero = digits > 1 && _header[start] == (byte)'0';
            if (digits == 0 || hasLeadingZero || count == _sizes.Length)
            {
                return false;
            }

            _sizes[count++] = size;
        }
        while (Take(","u8));

        return Take("]"u8);
    }

    /// <summary>Skips these bytes if they are next.</summary>
    private bool Take(ReadOnlySpan<byte> expected)
    {
        if (!_header[_position..].StartsWith(expected))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }
}
