namespace ShapeGen.Tool.Tests.Processes;

// The tests of the tool once more, each run a process as users start it.

[Trait("Tier", "Full")]
public sealed class CommandLineTests : Tests.CommandLineTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class ChosenModelTests : Compilation.ChosenModelTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class ConvertCommandTests : Conversion.ConvertCommandTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class ExplainCommandTests : Explaining.ExplainCommandTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class BadFileTests : Inspection.BadFileTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class DeclareTests : Inspection.DeclareTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class InspectTests : Inspection.InspectTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class TrainedModelTests : Inspection.TrainedModelTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class BenchTests : Measuring.BenchTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class DeepJsonTests : Terminals.DeepJsonTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class HostileNameTests : Terminals.HostileNameTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class FurtherFilesTests : Verification.FurtherFilesTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}

[Trait("Tier", "Full")]
public sealed class VerifyTests : Verification.VerifyTests
{
    private protected override ToolResult Shapegen(params string[] arguments) => ToolProcess.Run(arguments);
}
