using System.Globalization;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>The files beside a model that have its large tensors. They are named by the model, which may be hostile: only files in its folder are opened.</summary>
/// <param name="modelPath">The model.</param>
/// <param name="cancellation">Stops whatever reads them.</param>
internal sealed class ExternalData(string modelPath, CancellationToken cancellation) : IDisposable
{
    private const int MaxFiles = 1000;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
    private readonly Dictionary<string, FileBytes> _files = new(StringComparer.Ordinal);

    /// <summary>Bytes of the files that were opened.</summary>
    public long FileBytes => _files.Values.Sum(static file => file.Length);

    /// <summary>Where the elements of a tensor are.</summary>
    /// <exception cref="InvalidDataException">They are not there.</exception>
    public (FileBytes File, long Offset) Find(OnnxTensorMessage tensor, long byteCount)
    {
        if (!tensor.External.TryGetValue("location", out string? location))
        {
            throw new InvalidDataException("it is said to be in another file, and none is named.");
        }

        FileBytes file = Open(location);
        long offset = Number(tensor, "offset") ?? 0;
        long length = Number(tensor, "length") ?? file.Length - offset;
        if (length != byteCount)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it takes {byteCount} bytes, and {length} are said to be in {Text.Quote(location)}."));
        }

        return offset <= file.Length && length <= file.Length - offset
            ? (file, offset)
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"it is said to be at {offset} of {Text.Quote(location)}, {length} bytes, and the file has {file.Length}. Is it complete?"));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (FileBytes file in _files.Values)
        {
            file.Dispose();
        }
    }

    private FileBytes Open(string location)
    {
        if (_files.TryGetValue(location, out FileBytes? known))
        {
            return known;
        }

        string[] steps = location.Split('/');
        bool isInside = location.IndexOfAny(['\\', ':', '\0']) < 0 && !Path.IsPathRooted(location) && steps.All(static step => step is not ("" or ".."));
        if (!isInside)
        {
            throw new InvalidDataException($"it is said to be in {Text.Quote(location)}, which is not in the folder of the model. Such files are not opened.");
        }

        if (_files.Count == MaxFiles)
        {
            throw new InvalidDataException($"the tensors are in more than {MaxFiles} files.");
        }

        string real = Resolve(location);
        FileBytes file = new(real, cancellation);
        _files.Add(location, file);
        return file;
    }

    /// <summary>The name is that of a file in the folder, and the file may be a link to any other. What is opened is the file that was looked at, not the link.</summary>
    private string Resolve(string location)
    {
        string real, folder, ownFolder;
        try
        {
            real = RealPath.Of(Path.Combine(_folder, location));
            folder = RealPath.Of(_folder);

            // The model may be a link, too, as all files of Hugging Face's cache are: what is beside the model's own file is beside the model.
            ownFolder = Path.GetDirectoryName(RealPath.Of(modelPath))!;
        }
        catch (IOException exception)
        {
            throw new InvalidDataException($"it is said to be in {Text.Quote(location)}: {exception.Message}", exception);
        }

        if (!RealPath.IsWithin(real, folder) && !RealPath.IsWithin(real, ownFolder))
        {
            throw new InvalidDataException(
                $"it is said to be in {Text.Quote(location)}, which is a link to {real}, outside of the folder of the model. Such links are not followed: put the file itself there.");
        }

        return File.Exists(real) ? real : throw new InvalidDataException($"it is said to be in {Text.Quote(location)}, which is not beside the model. Put it there.");
    }

    private static long? Number(OnnxTensorMessage tensor, string key)
    {
        if (!tensor.External.TryGetValue(key, out string? text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"it has the {key} {Text.Quote(text)} in another file, which is no whole number of 64 bits.");
    }
}
