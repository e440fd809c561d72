// The entry point of shapegen. Each command is a file in Commands/; the other folders do the work.

using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;
using ShapeGen;
using ShapeGen.Tool.Commands;
using ShapeGen.Tool.Compilers;
using ShapeGen.Tool.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Terminal.Guard();
Signals.ExitOnSignal();

// Not a RootCommand: that takes its name from the assembly, which differs from the command's name.
Command root = new("shapegen", "Inspects, declares, converts, verifies, explains and benchmarks Transformer models from their checkpoints.");
root.Options.Add(new HelpOption());
root.Options.Add(new VersionOption());
foreach (ToolCommand command in ToolCommand.All)
{
    root.Subcommands.Add(command.Build());
}

// "help" and "help convert", as in other tools.
ParseResult parsed = root.Parse(args is ["help", .. string[] topic] ? [.. topic, "--help"] : args);
if (parsed.Errors.Count > 0)
{
    parsed.Invoke();
    return ExitCode.Usage;
}

try
{
    CompilerFolder.CheckVariable();
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (ToolException exception)
{
    Console.Error.WriteLine(exception.Message);
    return exception.ExitCode;
}
catch (CheckpointException exception)
{
    // A single problem needs no list.
    Console.Error.WriteLine(exception.Problems is [string only] ? $"{exception.Headline}: {only}" : exception.Message);
    return ExitCode.BadFile;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return ExitCode.BadFile;
}
catch (Exception exception)
{
    Console.Error.WriteLine($"This is a bug in shapegen, please report it: {exception}");
    return ExitCode.Fault;
}
