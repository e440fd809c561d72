using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>The header of a NumPy array: type, order and shape, written as a Python dictionary.</summary>
/// <param name="Type">The element type; null if there is a <paramref name="Problem"/>.</param>
/// <param name="IsBigEndian">Whether the bytes of each element must be reversed.</param>
/// <param name="IsColumnMajor">Whether the first dimension is the innermost.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Length">Bytes from the start of the file to the elements.</param>
/// <param name="Problem">Why the array cannot be converted; null if it can.</param>
internal sealed record NpyHeader(TensorType? Type, bool IsBigEndian, bool IsColumnMajor, IReadOnlyList<long> Shape, int Length, string? Problem)
{
    /// <summary>Bytes needed to find the length of the header.</summary>
    public const int PrefixLength = 12;

    private const int VersionLength = 8;

    /// <summary>NumPy's own default limit is 10,000.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>The first bytes of each file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The length of the whole header in bytes.</summary>
    /// <param name="start">The first <see cref="PrefixLength"/> bytes, or all if there are fewer.</param>
    /// <exception cref="InvalidDataException">It is not a NumPy array.</exception>
    public static int MeasureHeader(ReadOnlySpan<byte> start)
    {
        if (!start.StartsWith(Magic) || start.Length < VersionLength + sizeof(ushort))
        {
            throw new InvalidDataException("this is not a NumPy array, or it is truncated: it does not begin with \\x93NUMPY and a length.");
        }

        long length = (start[6], start[7]) switch
        {
            (1, 0) => VersionLength + sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(start[VersionLength..]),
            (2 or 3, 0) when start.Length >= PrefixLength => VersionLength + sizeof(uint) + (long)BinaryPrimitives.ReadUInt32LittleEndian(start[VersionLength..]),
            _ => throw new InvalidDataException($"the array has version {start[6]}.{start[7]} of NumPy's format; 1.0, 2.0 and 3.0 are read."),
        };
        return length <= MaxLength
            ? (int)length
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the header of the array has {length} bytes; at most {MaxLength} are read."));
    }

    /// <summary>Reads a header.</summary>
    /// <param name="header">The header, with the length that <see cref="MeasureHeader"/> returns.</param>
    /// <exception cref="InvalidDataException">It is not a valid header.</exception>
    public static NpyHeader Read(ReadOnlySpan<byte> header)
    {
        int textStart = header[6] == 1 ? VersionLength + sizeof(ushort) : VersionLength + sizeof(uint);
        PythonLiteral literal = new(Encoding.UTF8.GetString(header[textStart..]));
        string? descr = null;
        string? problem = null;
        bool? isColumnMajor = null;
        List<long>? shape = null;
        literal.Require('{');
        while (!literal.TryTake('}'))
        {
            switch (literal.ReadText())
            {
                case "descr" when descr is null && problem is null:
                    literal.Require(':');
                    if (literal.IsAt('['))
                    {
                        literal.SkipList();
                        problem = "its elements are records of several fields";
                    }
                    else
                    {
                        descr = literal.ReadText();
                    }

                    break;
                case "fortran_order" when isColumnMajor is null:
                    literal.Require(':');
                    isColumnMajor = literal.ReadBoolean();
                    break;
                case "shape" when shape is null:
                    literal.Require(':');
                    shape = literal.ReadTuple();
                    break;
                case string key:
                    throw new InvalidDataException($"the header of the array has the key {Text.Quote(key)} where descr, fortran_order and shape are expected, once each.");
            }

            if (!literal.TryTake(','))
            {
                literal.Require('}');
                break;
            }
        }

        literal.RequireEnd();
        if ((descr is null && problem is null) || isColumnMajor is null || shape is null)
        {
            throw new InvalidDataException("the header of the array lacks one of the keys descr, fortran_order and shape.");
        }

        Shapes.Count(shape);
        TensorType? type = null;
        bool isBigEndian = false;
        if (descr is not null)
        {
            (type, isBigEndian, problem) = ReadType(descr);
        }

        return new(type, isBigEndian, isColumnMajor.Value, shape, header.Length, problem);
    }

    private static (TensorType? Type, bool IsBigEndian, string? Problem) ReadType(string descr)
    {
        if (descr.Length < 2)
        {
            throw new InvalidDataException($"the array has the element type {Text.Quote(descr)}, which NumPy does not have.");
        }

        TensorType? type = descr[1..] switch
        {
            "f2" => TensorType.F16,
            "f4" => TensorType.F32,
            "f8" => TensorType.F64,
            "i1" => TensorType.I8,
            "i2" => TensorType.I16,
            "i4" => TensorType.I32,
            "i8" => TensorType.I64,
            "u1" => TensorType.U8,
            "u2" => TensorType.U16,
            "u4" => TensorType.U32,
            "u8" => TensorType.U64,
            "b1" or "?" => TensorType.Bool,
            _ => null,
        };
        if (type is { } known)
        {
            return descr[0] switch
            {
                '<' or '=' => (known, false, null),
                '>' => (known, true, null),
                '|' when known.Size() == 1 => (known, false, null),
                _ => throw new InvalidDataException($"the array has the element type {Text.Quote(descr)}, which does not state the byte order."),
            };
        }

        return (null, false, descr[1] switch
        {
            'O' => "it is a pickled array of Python objects; reading it would run code from the file. Save an array of numbers",
            'V' => $"its element type {Text.Quote(descr)} is raw bytes to NumPy; if it was bfloat16, save it as float32: array.astype(np.float32)",
            _ => $"safetensors has no element type for NumPy's {Text.Quote(descr)}",
        });
    }
}
