using System.CommandLine;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Commands;

/// <summary>A command of the tool: its arguments and its work. Every command has <c>--json</c>.</summary>
internal abstract class ToolCommand(string name, string description)
{
    private static readonly Option<bool> s_json = new("--json") { Description = "Write the result as JSON." };

    /// <summary>All commands, in the order of the help text.</summary>
    public static IReadOnlyList<ToolCommand> All { get; } =
    [
        new InspectCommand(),
        new DeclareCommand(),
        new ConvertCommand(),
        new VerifyCommand(),
        new ExplainCommand(),
        new BenchCommand(),
    ];

    /// <summary>Builds the command for System.CommandLine.</summary>
    public Command Build()
    {
        Command command = new(name, description);
        Describe(command);
        command.Options.Add(s_json);
        command.SetAction((arguments, cancellation) => Task.FromResult(Run(arguments, new Output(arguments.GetValue(s_json)), cancellation)));
        return command;
    }

    /// <summary>Adds the arguments and options.</summary>
    protected abstract void Describe(Command command);

    /// <summary>Runs the command. Throws a <see cref="ToolException"/> or a <see cref="CheckpointException"/> for the user's mistakes.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult arguments, Output output, CancellationToken cancellation);
}
