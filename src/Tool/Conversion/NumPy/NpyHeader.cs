using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>What stands before the elements of an array of NumPy: type, order and shape, as text of a Python dictionary.</summary>
/// <param name="Type">The element type, or null where <paramref name="Problem"/> says why there is none.</param>
/// <param name="IsBigEndian">Whether the bytes of each element must be turned around.</param>
/// <param name="IsColumnMajor">Whether the first dimension is the innermost.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Length">Bytes of the header, from the start of the file to the elements.</param>
/// <param name="Problem">Why the array cannot be converted; null if it can.</param>
internal sealed record NpyHeader(TensorType? Type, bool IsBigEndian, bool IsColumnMajor, IReadOnlyList<long> Shape, int Length, string? Problem)
{
    /// <summary>Bytes that must be read to know how long the header is.</summary>
    public const int PrefixLength = 12;

    private const int VersionLength = 8;

    /// <summary>NumPy itself refuses more than 10,000 unless told otherwise.</summary>
    private const int MaxLength = 1 << 16;

    /// <summary>How each file begins.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>How many bytes the whole header has.</summary>
    /// <param name="start">The first <see cref="PrefixLength"/> bytes, or all if there are less.</param>
    /// <exception cref="InvalidDataException">It is no array of NumPy.</exception>
    public static int MeasureHeader(ReadOnlySpan<byte> start)
    {
        if (!start.StartsWith(Magic) || start.Length < VersionLength + sizeof(ushort))
        {
            throw new InvalidDataException("this is no array of NumPy, or it is cut off: it does not begin with \\x93NUMPY and a length.");
        }

        long length = (start[6], start[7]) switch
        {
            (1, 0) => VersionLength + sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(start[VersionLength..]),
            (2 or 3, 0) when start.Length >= PrefixLength => VersionLength + sizeof(uint) + (long)BinaryPrimitives.ReadUInt32LittleEndian(start[VersionLength..]),
            _ => throw new InvalidDataException($"the array is of version {start[6]}.{start[7]} of NumPy's format; 1.0, 2.0 and 3.0 are read."),
        };
        return length <= MaxLength
            ? (int)length
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the header of the array has {length} bytes; more than {MaxLength} are not read."));
    }

    /// <summary>Reads a header.</summary>
    /// <param name="header">As many bytes as <see cref="MeasureHeader"/> says.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
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
            throw new InvalidDataException("the header of the array lacks one of descr, fortran_order and shape.");
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
            throw new InvalidDataException($"the array has the element type {Text.Quote(descr)}, which is none of NumPy's.");
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
                _ => throw new InvalidDataException($"the array has the element type {Text.Quote(descr)}, which does not say the order of the bytes."),
            };
        }

        return (null, false, descr[1] switch
        {
            'O' => "it is an array of Python objects, pickled; reading it would run what the file asks for. Save an array of numbers",
            'V' => $"its element type {Text.Quote(descr)} is raw bytes to NumPy; where it was bfloat16, save it as float32: array.astype(np.float32)",
            _ => $"safetensors has no element type for NumPy's {Text.Quote(descr)}",
        });
    }
}
