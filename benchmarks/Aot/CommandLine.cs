using System.Globalization;

namespace ShapeGen.AotMeasurement;

/// <param name="Output">Where the JSON goes, if anywhere.</param>
/// <param name="Rounds">How often each build's processes run.</param>
internal sealed record CommandLine(string? Output, int Rounds)
{
    private const int DefaultRounds = 7;

    /// <returns>Null where an argument is not understood.</returns>
    public static CommandLine? Parse(ReadOnlySpan<string> args)
    {
        CommandLine command = new(null, DefaultRounds);
        for (; args.Length > 0; args = args[2..])
        {
            switch (args)
            {
                case ["--output", string file, ..]:
                    command = command with { Output = file };
                    break;
                case ["--rounds", string number, ..] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) && rounds > 0:
                    command = command with { Rounds = rounds };
                    break;
                default:
                    return null;
            }
        }

        return command;
    }
}
