namespace ShapeGen.Tool.Tests;

/// <summary>What holds for all commands.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Help_ends_well()
    {
        ToolResult result = ToolProcess.Run("--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("declares, converts", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_command_is_wrong_usage()
    {
        ToolResult result = ToolProcess.Run("inspekt");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("inspekt", result.Error, StringComparison.Ordinal);
    }
}
