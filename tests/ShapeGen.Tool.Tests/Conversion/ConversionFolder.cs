using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>A folder for one test, and the conversion of files in it, in this process.</summary>
internal sealed class ConversionFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-convert-").FullName;

    /// <summary>The committed files.</summary>
    public static string Files { get; } = Path.Combine(AppContext.BaseDirectory, "Conversion", "Files");

    /// <summary>The file that conversions write.</summary>
    public string Output => At("output.safetensors");

    /// <summary>A path in the folder.</summary>
    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Writes a file into the folder.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    /// <summary>Converts, and gives what was written.</summary>
    public (ConversionResult Result, Dictionary<string, Golden> Tensors) Convert(string input, Func<ConversionRequest, ConversionRequest>? change = null)
    {
        ConversionRequest request = new() { Input = input, Output = Output, Force = true };
        ConversionResult result = Converter.Convert(change?.Invoke(request) ?? request, new NoProgress(), CancellationToken.None);
        return (result, Golden.Read(Output));
    }

    /// <summary>Converts what must be refused, and checks that nothing is left.</summary>
    /// <returns>The message.</returns>
    public string Refuse(string input, Func<ConversionRequest, ConversionRequest>? change = null, int exitCode = ExitCode.BadFile)
    {
        string[] before = Directory.GetFileSystemEntries(_folder);
        Exception exception = Assert.ThrowsAny<Exception>(() => Convert(input, change));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder));
        if (exception is ToolException known)
        {
            Assert.Equal(exitCode, known.ExitCode);
        }
        else
        {
            // The reader of safetensors has its own, with the same exit code.
            Assert.IsType<CheckpointException>(exception);
            Assert.Equal(ExitCode.BadFile, exitCode);
        }

        return exception.Message;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class NoProgress : IConversionProgress
    {
        public void Start(long bytes)
        {
        }

        public void Add(long bytes)
        {
        }
    }
}

/// <summary>A tensor that must come out, or did.</summary>
internal sealed record Golden(string Type, string Shape, string Bytes)
{
    /// <summary>Reads a file, with the reader of the runtime for what is in it, and the bytes as they lie there.</summary>
    public static Dictionary<string, Golden> Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        byte[] bytes = File.ReadAllBytes(path);
        return file.Tensors.ToDictionary(
            static tensor => tensor.Name,
            tensor => new Golden(tensor.Type.HeaderName(), string.Join(',', tensor.Shape), System.Convert.ToHexString(bytes, (int)tensor.Offset, (int)tensor.ByteCount)));
    }

    /// <summary>A tensor of floats.</summary>
    public static Golden Of(float[] values, params long[] shape) =>
        new("F32", string.Join(',', shape), System.Convert.ToHexString(values.SelectMany(BitConverter.GetBytes).ToArray()));
}
