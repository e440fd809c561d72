using System.Globalization;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>The files beside a model that have its large tensors. They are named by the model, which may be hostile: only files in its folder are opened.</summary>
/// <param name="modelPath">The model.</param>
internal sealed class ExternalData(string modelPath) : IDisposable
{
    private const int MaxFiles = 1000;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
    private readonly Dictionary<string, FileBytes> _files = new(StringComparer.Ordinal);

    /// <summary>Where the elements of a tensor are.</summary>
    /// <exception cref="InvalidDataException">They are not there.</exception>
    public (FileBytes File, long Offset) Find(OnnxTensorMessage tensor, long byteCount)
    {
        string quoted = Text.Quote(tensor.Name);
        if (!tensor.External.TryGetValue("location", out string? location))
        {
            throw new InvalidDataException($"{quoted} is said to be in another file, and none is named.");
        }

        FileBytes file = Open(location, quoted);
        long offset = Number(tensor, "offset") ?? 0;
        long length = Number(tensor, "length") ?? file.Length - offset;
        if (length != byteCount)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{quoted} takes {byteCount} bytes, and {length} are said to be in {location}."));
        }

        return offset <= file.Length && length <= file.Length - offset
            ? (file, offset)
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{quoted} is said to be at {offset} of {location}, {length} bytes, and the file has {file.Length}. Is it complete?"));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (FileBytes file in _files.Values)
        {
            file.Dispose();
        }
    }

    private FileBytes Open(string location, string tensor)
    {
        if (_files.TryGetValue(location, out FileBytes? known))
        {
            return known;
        }

        string[] steps = location.Split('/');
        bool isInside = location.IndexOfAny(['\\', ':', '\0']) < 0 && !Path.IsPathRooted(location) && steps.All(static step => step is not ("" or ".."));
        if (!isInside)
        {
            throw new InvalidDataException($"{tensor} is said to be in {Text.Quote(location)}, which is not in the folder of the model. Such files are not opened.");
        }

        if (_files.Count == MaxFiles)
        {
            throw new InvalidDataException($"the tensors are in more than {MaxFiles} files.");
        }

        string path = Path.Combine(_folder, location);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{tensor} is said to be in {Text.Quote(location)}, which is not beside the model. Put it there.");
        }

        FileBytes file = new(path);
        _files.Add(location, file);
        return file;
    }

    private static long? Number(OnnxTensorMessage tensor, string key)
    {
        if (!tensor.External.TryGetValue(key, out string? text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"{Text.Quote(tensor.Name)} has the {key} {Text.Quote(text)} in another file, which is no whole number of 64 bits.");
    }
}
