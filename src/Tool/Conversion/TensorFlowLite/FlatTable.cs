using System.Globalization;
using System.Text;
using Google.FlatBuffers;

namespace ShapeGen.Tool.Conversion.TensorFlowLite;

/// <summary>A table of a flatbuffer, whose fields are found by their numbers. Positions come from the file: the library checks what it reads, this class how much.</summary>
internal readonly struct FlatTable
{
    private const int MaxNameBytes = 4096;

    private readonly Table _table;

    private FlatTable(ByteBuffer bytes, int position) => _table = new(position, bytes);

    /// <summary>The table that a file begins with.</summary>
    public static FlatTable Root(ByteBuffer bytes) => new(bytes, bytes.GetInt(0));

    /// <summary>A whole number of 32 bits; 0 where the field is absent.</summary>
    public uint UInt32(int field) => Find(field) is int at and > 0 ? _table.bb.GetUint(at) : 0;

    /// <summary>A whole number of 64 bits; 0 where the field is absent.</summary>
    public ulong UInt64(int field) => Find(field) is int at and > 0 ? _table.bb.GetUlong(at) : 0;

    /// <summary>A whole number of 8 bits; 0 where the field is absent.</summary>
    public sbyte SByte(int field) => Find(field) is int at and > 0 ? _table.bb.GetSbyte(at) : (sbyte)0;

    /// <summary>Another table, or null.</summary>
    public FlatTable? Child(int field) => Find(field) is int at and > 0 ? new FlatTable(_table.bb, _table.__indirect(at)) : null;

    /// <summary>Text; empty where the field is absent.</summary>
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
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a name has {length} bytes; more than {MaxNameBytes} are not read."));
    }

    /// <summary>How many items a vector has; 0 where the field is absent.</summary>
    public int Length(int field, int itemSize) => Vector(field, itemSize).Length;

    /// <summary>Where the items of a vector begin, and how many there are; they lie within the file.</summary>
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
                CultureInfo.InvariantCulture, $"the flatbuffer is damaged or cut off: a vector of {length} items of {itemSize} bytes at {start} does not fit its {_table.bb.Length} bytes."));
    }

    /// <summary>An item of a vector of tables.</summary>
    public FlatTable Item(int field, int index) => new(_table.bb, _table.__indirect(Vector(field, sizeof(int)).Start + (index * sizeof(int))));

    /// <summary>An item of a vector of whole numbers of 32 bits.</summary>
    public int Int32(int field, int index) => _table.bb.GetInt(Vector(field, sizeof(int)).Start + (index * sizeof(int)));

    /// <summary>An item of a vector of whole numbers of 64 bits.</summary>
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
