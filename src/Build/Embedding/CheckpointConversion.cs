using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build.Embedding;

/// <summary>
/// Writes a checkpoint with its floats converted to another type: the same tensors in the same order, with the same metadata. The file is streamed, so only a
/// few blocks are in memory. The same file gives the same bytes on every machine.
/// </summary>
internal sealed class CheckpointConversion : IDisposable
{
    /// <summary>Bytes read at once: whole elements of any type.</summary>
    private const int Block = 1 << 20;

    private readonly FileStream _file;
    private readonly IReadOnlyList<TensorEntry> _tensors;
    private readonly Precision _precision;
    private readonly byte[] _header;

    private CheckpointConversion(FileStream file, Precision precision)
    {
        XElement header = SafetensorsHeader.Read(file);
        long dataLength = file.Length - file.Position;
        TensorEntry[] entries = [.. header.Elements().Where(element => JsonText.NameOf(element) != SafetensorsFormat.MetadataKey).Select(TensorEntry.Read)];
        _tensors = [.. entries.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End)];
        RequireTiled(_tensors, dataLength);
        (_file, _precision) = (file, precision);

        // The offsets follow the order of the data, the entries that of the header.
        Dictionary<TensorEntry, long> begins = [];
        long end = 0;
        foreach (TensorEntry tensor in _tensors)
        {
            begins.Add(tensor, end);
            end += NewLength(tensor);
        }

        _header = WriteHeader(header, entries, begins);
        Length = SafetensorsFormat.PrefixLength + _header.Length + end;
    }

    /// <summary>Bytes of the file that <see cref="Write"/> writes.</summary>
    public long Length { get; }

    /// <summary>Opens a checkpoint and reads its header.</summary>
    /// <exception cref="InvalidDataException">It is not a safetensors file.</exception>
    public static CheckpointConversion Open(string path, Precision precision)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new(file, precision);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the converted file.</summary>
    /// <exception cref="InvalidDataException">A number is too large for the type, or the file was truncated in the meantime.</exception>
    public void Write(string path)
    {
        using FileStream output = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
        for (int shift = 0; shift < 64; shift += 8)
        {
            output.WriteByte((byte)((ulong)_header.Length >> shift));
        }

        output.Write(_header, 0, _header.Length);
        byte[] source = new byte[Block];
        byte[] destination = new byte[Block];
        foreach (TensorEntry tensor in _tensors)
        {
            ElementConversion? conversion = ElementConversion.Of(tensor, _precision);
            for (long left = tensor.Length; left > 0;)
            {
                int length = (int)Math.Min(left, Block);
                Fill(source, length);
                left -= length;
                if (conversion is null)
                {
                    output.Write(source, 0, length);
                }
                else
                {
                    output.Write(destination, 0, conversion.Convert(source, length, destination));
                }
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Requires that the tensors fill the data without overlaps or gaps, like the runtime.</summary>
    private static void RequireTiled(IEnumerable<TensorEntry> tensors, long dataLength)
    {
        long covered = 0;
        foreach (TensorEntry tensor in tensors)
        {
            if (tensor.Begin != covered)
            {
                throw new InvalidDataException(FormattableString.Invariant($"the tensor '{tensor.Name}' begins at byte {tensor.Begin} of the data, but the tensors before it end at byte {covered}"));
            }

            covered = tensor.End;
        }

        if (covered != dataLength)
        {
            throw new InvalidDataException(FormattableString.Invariant($"its tensors take {covered} bytes, but {dataLength} follow the header"));
        }
    }

    private long NewLength(TensorEntry tensor) => ElementConversion.Of(tensor, _precision) is { } conversion ? tensor.Length / conversion.SourceSize * 2 : tensor.Length;

    private byte[] WriteHeader(XElement header, IReadOnlyList<TensorEntry> tensors, Dictionary<TensorEntry, long> begins)
    {
        List<string> entries = [];
        if (header.Elements().FirstOrDefault(element => JsonText.NameOf(element) == SafetensorsFormat.MetadataKey) is { } metadata)
        {
            entries.Add($"{JsonString.Quote(SafetensorsFormat.MetadataKey)}:{{{string.Join(",", metadata.Elements().Select(entry => $"{JsonString.Quote(JsonText.NameOf(entry))}:{JsonString.Quote(entry.Value)}"))}}}");
        }

        foreach (TensorEntry tensor in tensors)
        {
            string type = ElementConversion.Of(tensor, _precision) is null ? tensor.Type : _precision.TypeName();
            entries.Add(string.Format(
                CultureInfo.InvariantCulture,
                "{0}:{{\"dtype\":\"{1}\",\"shape\":[{2}],\"data_offsets\":[{3},{4}]}}",
                JsonString.Quote(tensor.Name),
                type,
                string.Join(",", tensor.Shape),
                begins[tensor],
                begins[tensor] + NewLength(tensor)));
        }

        // Padded with spaces, so that the data begins at a multiple of 8, as other writers do.
        string text = $"{{{string.Join(",", entries)}}}";
        return Encoding.ASCII.GetBytes(text.PadRight((text.Length + 7) / 8 * 8));
    }

    private void Fill(byte[] buffer, int length)
    {
        for (int read = 0; read < length;)
        {
            int more = _file.Read(buffer, read, length - read);
            read += more > 0 ? more : throw new InvalidDataException("it was truncated while it was read");
        }
    }
}
