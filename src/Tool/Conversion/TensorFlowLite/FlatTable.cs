using System.Globalization;
using System.Text;
using Google.FlatBuffers;

namespace ShapeGen.Tool.Conversion.TensorFlowLite;

/// <summary>A flatbuffer table, with access to fields by number. Positions come from the file: the library checks each read, and this class checks sizes.</summary>
internal readonly struct FlatTable
{
    private const int MaxNameBytes = 4096;

    private readonly Table _table;

    private FlatTable(ByteBuffer bytes, int position) => _table = new(position, bytes);

    /// <summary>The root table of a file.</summary>
    public static FlatTable Root(ByteBuffer bytes) => new(bytes, bytes.GetInt(0));

    /// <summary>A 32-bit integer; 0 if the field is absent.</summary>
    public uint UInt32(int field) => Find(field) is int at and > 0 ? _table.bb.GetUint(at) : 0;

    /// <summary>A 64-bit integer; 0 if the field is absent.</summary>
    public ulong UInt64(int field) => Find(field) is int at and > 0 ? _table.bb.GetUlong(at) : 0;

    /// <summary>An 8-bit integer; 0 if the field is absent.</summary>
    public sbyte SByte(int field) => Find(field) is int at and > 0 ? _table.bb.GetSbyte(at) : (sbyte)0;

    /// <summary>Another table, or null.</summary>
    public FlatTable? Child(int field) => Find(field) is int at and > 0 ? new FlatTable(_table.bb, _table.__indirect(at)) : null;

    /// <summary>Text; empty if the field is absent.</summary>
    public string String(int field)
    {
        if (Find(field) is not (int at and > 0))
        {
            return "";
        }

        int start = _table.__indirect(at);
        int length = _table.bb.GetInt(start);
        return length is >= 0 and <= MaxNameBytes
            ? Encoding.UTF8.GetString(_table.bb.ToArray<byte>(start + sizeof(int), length))
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a name has {length} bytes; at most {MaxNameBytes} are read."));
    }

    /// <summary>The number of items of a vector; 0 if the field is absent.</summary>
    public int Length(int field, int itemSize) => Vector(field, itemSize).Length;

    /// <summary>The position and number of a vector's items, checked to be within the file.</summary>
    public (int Start, int Length) Vector(int field, int itemSize)
    {
        int offset = _table.__offset(VTableOffset(field));
        if (offset == 0)
        {
            return (0, 0);
        }

        int length = _table.__vector_len(offset), start = _table.__vector(offset);
        return length >= 0 && start >= 0 && start + ((long)length * itemSize) <= _table.bb.Length
            ? (start, length)
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"the flatbuffer is damaged or truncated: a vector of {length} items of {itemSize} bytes at {start} does not fit its {_table.bb.Length} bytes."));
    }

    /// <summary>An item of a vector of tables.</summary>
    public FlatTable Item(int field, int index) => new(_table.bb, _table.__indirect(Vector(field, sizeof(int)).Start + (index * sizeof(int))));

    /// <summary>An item of a vector of 32-bit integers.</summary>
    public int Int32(int field, int index) => _table.bb.GetInt(Vector(field, sizeof(int)).Start + (index * sizeof(int)));

    /// <summary>An item of a vector of 64-bit integers.</summary>
    public long Int64(int field, int index) => _table.bb.GetLong(Vector(field, sizeof(long)).Start + (index * sizeof(long)));

    /// <summary>An item of a vector of floats.</summary>
    public float Single(int field, int index) => _table.bb.GetFloat(Vector(field, sizeof(float)).Start + (index * sizeof(float)));

    private static int VTableOffset(int field) => 4 + (2 * field);

    private int Find(int field)
    {
        int offset = _table.__offset(VTableOffset(field));
        return offset == 0 ? 0 : _table.bb_pos + offset;
    }
}
