using ShapeGen.Tool.Tests;

namespace ShapeGen.Numerics.Tests.Tool.Processes;

// The tests of the tool on golden files once more, each run a process as users start it.

[Trait("Tier", "Full")]
public sealed class DeclareModelTests : Tool.DeclareModelTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class DeclareEncoderTests : Tool.DeclareEncoderTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class DamagedGoldenTests : Tool.DamagedGoldenTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class RunGoldenTests : Tool.RunGoldenTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}
