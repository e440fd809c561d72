using System.CommandLine;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Commands;

/// <summary>A command of the tool: what it takes, and what it does. Each has <c>--json</c>.</summary>
internal abstract class ToolCommand(string name, string description)
{
    private static readonly Option<bool> s_json = new("--json") { Description = "Write the result as JSON, for programs." };

    /// <summary>Every command, in the order of the help.</summary>
    public static IReadOnlyList<ToolCommand> All { get; } =
    [
        new InspectCommand(),
        new DeclareCommand(),
        new ConvertCommand(),
        new VerifyCommand(),
        new ExplainCommand(),
        new BenchCommand(),
    ];

    /// <summary>For the command line's library.</summary>
    public Command Build()
    {
        Command command = new(name, description);
        Describe(command);
        command.Options.Add(s_json);

        // Not on this thread: the library listens to Ctrl-C once the action has given its task.
        command.SetAction((arguments, cancellation) =>
            Task.Run(() => Run(arguments, new Output(arguments.GetValue(s_json)), cancellation), CancellationToken.None));
        return command;
    }

    /// <summary>Adds the arguments and options.</summary>
    protected abstract void Describe(Command command);

    /// <summary>Does it. What the user did wrong is a <see cref="ToolException"/> or a <see cref="CheckpointException"/>.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult arguments, Output output, CancellationToken cancellation);
}
