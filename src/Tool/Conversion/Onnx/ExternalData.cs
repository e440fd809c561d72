using System.Globalization;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>The files with a model's large tensors. The model names them and may be hostile, so only files in its folder are opened.</summary>
/// <param name="modelPath">The model.</param>
/// <param name="cancellation">Stops reading.</param>
internal sealed class ExternalData(string modelPath, CancellationToken cancellation) : IDisposable
{
    private const int MaxFiles = 1000;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
    private readonly Dictionary<string, FileBytes> _files = new(StringComparer.Ordinal);

    /// <summary>Total bytes of the opened files.</summary>
    public long FileBytes => _files.Values.Sum(static file => file.Length);

    /// <summary>Finds the elements of a tensor.</summary>
    /// <exception cref="InvalidDataException">They are not there.</exception>
    public (FileBytes File, long Offset) Find(OnnxTensorMessage tensor, long byteCount)
    {
        if (!tensor.External.TryGetValue("location", out string? location))
        {
            throw new InvalidDataException("its data is in another file, which the model does not name.");
        }

        FileBytes file = Open(location);
        long offset = Number(tensor, "offset") ?? 0;
        long length = Number(tensor, "length") ?? file.Length - offset;
        if (length != byteCount)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it takes {byteCount} bytes, but the model says that {Text.Quote(location)} has {length} for it."));
        }

        return offset <= file.Length && length <= file.Length - offset
            ? (file, offset)
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"its {length} bytes should be at {offset} of {Text.Quote(location)}, but the file has only {file.Length}. Is it complete?"));
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
            throw new InvalidDataException($"its data should be in {Text.Quote(location)}, which is not in the folder of the model. Such files are not opened.");
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

    /// <summary>Resolves a file of the folder, which may be a link to any other file. The checked file is opened, not the link.</summary>
    private string Resolve(string location)
    {
        string real, folder, ownFolder;
        try
        {
            real = RealPath.Of(Path.Combine(_folder, location));
            folder = RealPath.Of(_folder);

            // The model may itself be a link, as in Hugging Face's cache, so the folder of its target counts too.
            ownFolder = Path.GetDirectoryName(RealPath.Of(modelPath))!;
        }
        catch (IOException exception)
        {
            throw new InvalidDataException($"its data should be in {Text.Quote(location)}: {exception.Message}", exception);
        }

        if (!RealPath.IsWithin(real, folder) && !RealPath.IsWithin(real, ownFolder))
        {
            throw new InvalidDataException(
                $"its data should be in {Text.Quote(location)}, which is a link to {real}, outside the folder of the model. Such links are not followed: put the file itself there.");
        }

        return File.Exists(real) ? real : throw new InvalidDataException($"its data should be in {Text.Quote(location)}, which does not exist in the folder of the model. Put it there.");
    }

    private static long? Number(OnnxTensorMessage tensor, string key)
    {
        if (!tensor.External.TryGetValue(key, out string? text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"its {key} in another file is {Text.Quote(text)}, which is not a 64-bit integer.");
    }
}
