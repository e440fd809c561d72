namespace ShapeGen.AotMeasurement;

/// <summary>All samples of one build.</summary>
internal sealed class Measurement(Build build)
{
    public static readonly IReadOnlyList<string> Cases = ["seed", "minilm"];

    private const int StartsPerRound = 3;

    private readonly List<StartSample> _starts = [];
    private readonly Dictionary<string, List<TimeSample>> _times = Cases.ToDictionary(name => name, _ => new List<TimeSample>());

    public Build Build { get; } = build;

    public IReadOnlyList<StartSample> Starts => _starts;

    public IReadOnlyList<TimeSample> Times(string name) => _times[name];

    /// <summary>Measures in turns, process by process, so that what disturbs the machine disturbs all builds alike.</summary>
    public static IReadOnlyList<Measurement> Run(IReadOnlyList<Build> builds, int rounds)
    {
        Measurement[] measurements = [.. builds.Select(build => new Measurement(build))];

        // Not counted: files come into the cache, and a build that cannot run fails before the rest is waited for.
        foreach (Measurement measurement in measurements)
        {
            Subject.Start(measurement.Build);
        }

        for (int round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"Round {round + 1} of {rounds} …");
            foreach (string name in Cases)
            {
                foreach (Measurement measurement in measurements)
                {
                    measurement._times[name].Add(Subject.Time(measurement.Build, name));
                }
            }

            for (int start = 0; start < StartsPerRound; start++)
            {
                foreach (Measurement measurement in measurements)
                {
                    measurement._starts.Add(Subject.Start(measurement.Build));
                }
            }
        }

        return measurements;
    }
}
