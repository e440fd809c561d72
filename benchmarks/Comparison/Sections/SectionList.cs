namespace ShapeGen.Comparison.Sections;

/// <summary>The sections, in the order of the report.</summary>
internal static class SectionList
{
    public static IReadOnlyList<Section> All { get; } =
    [
        new ComparisonSection(),
        new ModelsSection(),
        new PairsSection(),
        new InstructionSetSection(),
        new ThreadsSection(),
        new StagesSection(),
        new StartSection(),
        new NativeAotSection(),
        new GrowthSection(),
        new LoadSection(),
        new BuildSection(),
    ];

    /// <summary>The sections with these names, or all.</summary>
    /// <exception cref="ArgumentException">A name is unknown.</exception>
    public static IReadOnlyList<Section> Select(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!All.Any(section => section.Name == name))
            {
                throw new ArgumentException($"Unknown section '{name}'. The sections are {string.Join(", ", All.Select(section => section.Name))}.");
            }
        }

        return names.Count == 0 ? All : [.. All.Where(section => names.Contains(section.Name))];
    }
}
