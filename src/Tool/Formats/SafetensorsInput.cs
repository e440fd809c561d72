using ShapeGen.Generator.Common;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Formats;

/// <summary>Opens safetensors files for all commands. A file of another kind is refused, with what it is and what to do.</summary>
internal static class SafetensorsInput
{
    /// <summary>Opens a file; dispose it to close it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="further">Further files of the same checkpoint, as paths relative to its folder.</param>
    /// <exception cref="ToolException">It is something else: a file that <c>convert</c> reads, a web page, a Git LFS pointer, …</exception>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    public static SafetensorsFile Open(string path, params string[] further)
    {
        FileKind kind = FileRecogniser.Recognise(path);
        return kind.Format switch
        {
            CheckpointFormat.Safetensors => SafetensorsFile.Open(path, further),
            CheckpointFormat.Sharded => throw ToolException.BadFile(path, "this is an index of several files, but a single safetensors file is expected. Join them first: " + Command(path)),
            { } format => throw ToolException.BadFile(path, $"this is {FileKind.Describe(format)}, not a safetensors file. Convert it first: {Command(path)}"),
            null => throw ToolException.BadFile(path, kind.Explanation),
        };
    }

    private static string Command(string path)
    {
        string output = Path.ChangeExtension(path, "safetensors");
        return $"shapegen convert {FileText.Shell(path)} --output {(output == path ? "converted.safetensors" : FileText.Shell(output))}";
    }
}
