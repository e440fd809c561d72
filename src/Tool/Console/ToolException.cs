namespace ShapeGen.Tool.Console;

/// <summary>What the user has to know, and how the process ends. The message names the file and says what to change.</summary>
internal sealed class ToolException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="Console.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>A file that cannot be read or is not what it should be.</summary>
    public static ToolException BadFile(string path, string problem, Exception? inner = null) => new(Tool.Console.ExitCode.BadFile, $"{path}: {problem}", inner);

    /// <summary>A command line that asks for what does not exist or contradicts itself.</summary>
    public static ToolException Usage(string message) => new(Tool.Console.ExitCode.Usage, message);
}
