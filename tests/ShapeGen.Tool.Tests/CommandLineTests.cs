namespace ShapeGen.Tool.Tests;

/// <summary>What holds for all commands.</summary>
public class CommandLineTests : ToolTests
{
    [Fact]
    public void Help_ends_well()
    {
        ToolResult result = Shapegen("--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("declares, converts", result.Output, StringComparison.Ordinal);
        Assert.Contains("shapegen [command] [options]", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ShapeGen.Tool", result.Output, StringComparison.Ordinal);
    }

    /// <summary>As it is started, and not as its assembly is called.</summary>
    [Theory]
    [InlineData(0, "convert", "--help")]
    [InlineData(0, "help")]
    [InlineData(2)]
    [InlineData(2, "inspekt")]
    [InlineData(2, "declare")]
    [InlineData(2, "bench", "a", "b", "c")]
    public void Help_and_errors_call_the_program_as_users_do(int exitCode, params string[] arguments)
    {
        ToolResult result = Shapegen(arguments);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains($"  shapegen {(arguments is [] or ["inspekt"] or ["help"] ? "[command]" : arguments[0])} ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ShapeGen.Tool", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_told()
    {
        ToolResult result = Shapegen("--version");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
    }

    [Fact]
    public void An_unknown_command_is_wrong_usage()
    {
        ToolResult result = Shapegen("inspekt");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("inspekt", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Whatever the file is called: here as the list's first lines are written.</summary>
    [Fact]
    public void The_only_problem_of_a_checkpoint_stands_behind_the_headline()
    {
        using Folder folder = new();
        string file = folder.Write("of two lines:\n  - model.safetensors", "\u0001\u0002\u0003\u0004\u0005");
        ToolResult result = Shapegen("inspect", file);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Equal($"'{file}' is not a valid safetensors file: it has 5 bytes, but the header's length alone takes the first 8", result.Error.TrimEnd());
    }
}
