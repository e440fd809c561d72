namespace ShapeGen.Generator.Planning;

/// <summary>A scratch buffer's place: it begins where the last of <paramref name="After"/> ends, or at the start where there is none.</summary>
internal sealed record ScratchPlace(Buffer Buffer, IReadOnlyList<Buffer> After);

/// <summary>
/// Where the scratch buffers stand: first what all workers see, then a part for each worker, all alike. Buffers of a worker that are never
/// needed at the same time share memory: each begins behind the buffers that are alive with it, those with the longest lives lowest.
/// </summary>
internal sealed class ScratchLayout
{
    private ScratchLayout(IReadOnlyList<Buffer> shared, IReadOnlyList<ScratchPlace> places)
    {
        Shared = shared;
        Places = places;
        HashSet<Buffer> carrying = new(places.SelectMany(place => place.After));
        Tops = places.Select(place => place.Buffer).Where(buffer => !carrying.Contains(buffer)).ToList();
    }

    /// <summary>What all workers see, one behind the other.</summary>
    public IReadOnlyList<Buffer> Shared { get; }

    /// <summary>A worker's buffers, each after those that it stands on.</summary>
    public IReadOnlyList<ScratchPlace> Places { get; }

    /// <summary>The worker's buffers with nothing on top: the longest of their ends is the length of its part.</summary>
    public IReadOnlyList<Buffer> Tops { get; }

    public bool IsEmpty => Shared.Count == 0 && Places.Count == 0;

    public static ScratchLayout Create(IReadOnlyList<Phase> phases)
    {
        // A buffer's life: the first and the last stage that touches it. A worker takes one block of rows after the other through a phase.
        var lives = (
            from touched in phases.SelectMany(phase => phase.Stages).SelectMany((stage, index) => stage.Buffers.Select(buffer => (buffer, index)))
            where touched.buffer.IsScratch
            group touched.index by touched.buffer into uses
            select (Buffer: uses.Key, First: uses.Min(), Last: uses.Max())).ToList();

        List<ScratchPlace> places = [];
        Dictionary<Buffer, HashSet<Buffer>> below = [];
        foreach ((Buffer buffer, int first, int last) in lives.Where(life => life.Buffer.Scope != BufferScope.Group).OrderBy(life => life.First - life.Last).ThenBy(life => life.First))
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

        return new(lives.Where(life => life.Buffer.Scope == BufferScope.Group).Select(life => life.Buffer).ToList(), places);
    }
}
