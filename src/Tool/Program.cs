// The command shapegen. Each command is a file in Commands/; the work is in folders beside it.

using System.CommandLine;
using System.Globalization;
using System.Text;
using ShapeGen;
using ShapeGen.Tool.Commands;
using ShapeGen.Tool.Compilers;
using ShapeGen.Tool.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

RootCommand root = new("Looks into the checkpoints of Transformer models, declares, converts, verifies, draws and measures them.");
foreach (ToolCommand command in ToolCommand.All)
{
    root.Subcommands.Add(command.Build());
}

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    parsed.Invoke();
    return ExitCode.Usage;
}

try
{
    CompilerFolder.CheckVariable();
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (ToolException exception)
{
    Console.Error.WriteLine(exception.Message);
    return exception.ExitCode;
}
catch (CheckpointException exception)
{
    // A list of one is no list.
    Console.Error.WriteLine(exception.Problems is [string only] ? $"{exception.Headline}: {only}" : exception.Message);
    return ExitCode.BadFile;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return ExitCode.BadFile;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130; // as shells report Ctrl-C
}
catch (Exception exception)
{
    Console.Error.WriteLine($"This is a fault of shapegen, please report it: {exception}");
    return ExitCode.Fault;
}
