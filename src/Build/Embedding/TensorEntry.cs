using System.Globalization;
using System.Xml.Linq;

namespace ShapeGen.Build.Embedding;

/// <summary>A tensor of a header: its name, type and shape, and the position of its bytes after the header.</summary>
internal sealed class TensorEntry
{
    private TensorEntry(string name, string type, IReadOnlyList<long> shape, long begin, long end)
    {
        (Name, Type, Shape, Begin, End) = (name, type, shape, begin, end);
    }

    public string Name { get; }

    public string Type { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>The first byte of the data.</summary>
    public long Begin { get; }

    /// <summary>The byte after the last byte of the data.</summary>
    public long End { get; }

    public long Length => End - Begin;

    /// <summary>Reads an entry of the header.</summary>
    /// <exception cref="InvalidDataException">It is not a valid tensor.</exception>
    public static TensorEntry Read(XElement element)
    {
        string name = JsonText.NameOf(element);
        string type = element.Element("dtype")?.Value ?? throw Wrong(name, "has no dtype");
        if (!TensorTypes.TryParse(type, out TensorType known))
        {
            throw Wrong(name, $"is of type {type}, which cannot be embedded; leave it out with shapegen convert --drop");
        }

        long[] shape = Numbers(element, name, "shape");
        long[] offsets = Numbers(element, name, "data_offsets");
        if (offsets.Length != 2 || offsets[1] < offsets[0])
        {
            throw Wrong(name, "has data_offsets that are not [begin, end]");
        }

        if (!SafetensorsFormat.TryGetByteCount(known, shape, out long wanted))
        {
            throw Wrong(name, $"has the impossible shape [{string.Join(", ", shape)}]");
        }

        return wanted == offsets[1] - offsets[0]
            ? new(name, type, shape, offsets[0], offsets[1])
            : throw Wrong(name, FormattableString.Invariant($"has {offsets[1] - offsets[0]} bytes, but {type} [{string.Join(", ", shape)}] takes {wanted}"));
    }

    private static long[] Numbers(XElement element, string name, string key) =>
    [
        .. (element.Element(key) ?? throw Wrong(name, $"has no {key}")).Elements().Select(number =>
            long.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw Wrong(name, $"has '{number.Value}' in its {key}")),
    ];

    private static InvalidDataException Wrong(string name, string what) => new($"the tensor '{name}' {what}");
}
