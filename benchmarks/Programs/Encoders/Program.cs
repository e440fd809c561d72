// Runs models in measured processes: `results COUNT CASE CHECKPOINT INPUT EXPECTED`, or `time CASE CHECKPOINT INPUT`.

using ShapeGen.Measured;

switch (args)
{
    case ["results", string count, string name, string checkpoint, string input, string expected]:
        return Results.Run(
            count,
            Models.InstructionSet.ToString(),
            Results.ReadFloats(input),
            Results.ReadFloats(expected),
            Models.Load(name, checkpoint));

    case ["time", string name, string checkpoint, string input]:
        return Timing.Run(Results.ReadFloats(input), Models.Load(name, checkpoint));

    default:
        Console.Error.WriteLine("Usage: results COUNT CASE CHECKPOINT INPUT EXPECTED | time CASE CHECKPOINT INPUT");
        return 2;
}
