namespace ShapeGen.Tool.Tests;

/// <summary>
/// Tests of what the tool says and writes. They run its <c>Main</c> in this process. A class that derives from them, in the folder Processes, starts a process for each run; it is of the
/// second tier.
/// </summary>
public abstract class ToolTests
{
    /// <summary>Runs the tool.</summary>
    private protected virtual ToolResult Shapegen(params string[] arguments) => ToolInProcess.Run(arguments);
}
