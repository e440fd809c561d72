namespace ShapeGen.Generator.Planning;

/// <summary>A scratch buffer's place: it begins where the last of <paramref name="After"/> ends, or at the start where there is none.</summary>
internal sealed record ScratchPlace(Buffer Buffer, IReadOnlyList<Buffer> After);

/// <summary>
/// Where the scratch buffers stand. Buffers that are never needed at the same time share memory: each begins behind the buffers that
/// are alive with it, those with the longest lives lowest.
/// </summary>
internal sealed class ScratchLayout
{
    private ScratchLayout(IReadOnlyList<ScratchPlace> places)
    {
        Places = places;
        HashSet<Buffer> carrying = new(places.SelectMany(place => place.After));
        Tops = places.Select(place => place.Buffer).Where(buffer => !carrying.Contains(buffer)).ToList();
    }

    /// <summary>The buffers, each after those that it stands on.</summary>
    public IReadOnlyList<ScratchPlace> Places { get; }

    /// <summary>The buffers with nothing on top: the longest of their ends is the length of the scratch.</summary>
    public IReadOnlyList<Buffer> Tops { get; }

    public static ScratchLayout Create(IReadOnlyList<Segment> segments)
    {
        // A buffer's life: the first and the last segment that touches it.
        var lives = (
            from touched in segments.SelectMany((segment, index) => segment.Stages.SelectMany(stage => stage.Buffers).Select(buffer => (buffer, index)))
            where touched.buffer.IsScratch
            group touched.index by touched.buffer into uses
            select (Buffer: uses.Key, First: uses.Min(), Last: uses.Max())).ToList();

        List<ScratchPlace> places = [];
        Dictionary<Buffer, HashSet<Buffer>> below = [];
        foreach ((Buffer buffer, int first, int last) in lives.OrderBy(life => life.First - life.Last).ThenBy(life => life.First))
        {
            List<Buffer> alive = lives
                .Where(other => other.First <= last && first <= other.Last && below.ContainsKey(other.Buffer))
                .Select(other => other.Buffer)
                .ToList();

            // Those that another one stands on end before it: they need not be asked.
            List<Buffer> after = alive.Where(candidate => !alive.Any(other => below[other].Contains(candidate))).ToList();
            places.Add(new(buffer, after));
            below[buffer] = new(after.Concat(after.SelectMany(lower => below[lower])));
        }

        return new(places);
    }
}
