namespace ShapeGen.Tool.Console;

/// <summary>An error for the user, with the exit code. The message names the file and says what to change.</summary>
internal sealed class ToolException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A constant of <see cref="Console.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>A file that cannot be read or is not what it should be.</summary>
    public static ToolException BadFile(string path, string problem, Exception? inner = null) => new(Tool.Console.ExitCode.BadFile, $"{path}: {problem}", inner);

    /// <summary>A command line that contradicts itself or asks for something that does not exist.</summary>
    public static ToolException Usage(string message) => new(Tool.Console.ExitCode.Usage, message);
}
