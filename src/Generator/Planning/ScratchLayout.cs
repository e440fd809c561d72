using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>A scratch buffer's place in the part of a worker: it begins where the last of <paramref name="After"/> ends, or at the start where there is none.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="After">The buffers that it stands on.</param>
internal sealed record ScratchPlace(Buffer Buffer, IReadOnlyList<ScratchPlace> After)
{
    /// <summary>Floats before it.</summary>
    public NamedSize Start { get; } = new(Buffer.Name + "Start", Size.Greatest(After.Select(place => place.End)));

    /// <summary>Floats up to its end.</summary>
    public Size End => Start + Buffer.Floats;
}

/// <summary>
/// Where the scratch buffers are: first what all workers see, then a part for each worker, all alike. Buffers of a worker that are never
/// needed at the same time share memory: each begins behind the buffers that are alive with it, those with the longest lives lowest.
/// </summary>
internal sealed class ScratchLayout
{
    private ScratchLayout(IReadOnlyList<Buffer> shared, IReadOnlyList<ScratchPlace> places)
    {
        Shared = shared;
        Places = places;
        Tops = places.Where(place => !places.Any(other => other.After.Contains(place))).ToList();
        SharedFloats = Size.Sum(shared.Select(buffer => buffer.Floats)).RoundUp(CacheLine.Floats);
        WorkerFloats = Size.Greatest(Tops.Select(place => place.End)).RoundUp(CacheLine.Floats);
    }

    /// <summary>What all workers see, one behind the other.</summary>
    public IReadOnlyList<Buffer> Shared { get; }

    /// <summary>A worker's buffers, each after those that it stands on.</summary>
    public IReadOnlyList<ScratchPlace> Places { get; }

    /// <summary>The worker's buffers with nothing on top: the last of their ends is the length of its part.</summary>
    public IReadOnlyList<ScratchPlace> Tops { get; }

    /// <summary>Floats of what all workers see, in whole cache lines.</summary>
    public Size SharedFloats { get; }

    /// <summary>Floats of a worker's part, in whole cache lines.</summary>
    public Size WorkerFloats { get; }

    public bool IsEmpty => Shared.Count == 0 && Places.Count == 0;

    public static ScratchLayout Create(Schedule schedule, Placement placement)
    {
        Dictionary<Buffer, List<Life>> lives = Lives(schedule, placement);
        IEnumerable<Buffer> longestFirst = lives.Keys
            .Where(buffer => buffer.Scope == BufferScope.Worker)
            .OrderByDescending(buffer => lives[buffer].Max(span => span.Last - span.First))
            .ThenBy(buffer => lives[buffer][0].Phase)
            .ThenBy(buffer => lives[buffer][0].First);

        List<ScratchPlace> places = [];
        Dictionary<ScratchPlace, HashSet<ScratchPlace>> below = [];
        foreach (Buffer buffer in longestFirst)
        {
            List<ScratchPlace> alive = places.Where(other => AreAliveTogether(lives[buffer], lives[other.Buffer])).ToList();

            // Those that another one stands on end before it: they need not be asked.
            List<ScratchPlace> after = alive.Where(candidate => !alive.Any(other => below[other].Contains(candidate))).ToList();
            ScratchPlace place = new(buffer, after);
            places.Add(place);
            below[place] = new(after.Concat(after.SelectMany(lower => below[lower])));
        }

        return new(placement.Buffers.Where(buffer => buffer.Scope == BufferScope.Shared).ToList(), places);
    }

    /// <summary>From the first to the last stage of a phase that touches a buffer. A worker takes one row block after the other through a phase.</summary>
    internal sealed record Life(int Phase, int First, int Last);

    /// <summary>The lives of each scratch buffer, phase by phase: one in each that touches it.</summary>
    internal static Dictionary<Buffer, List<Life>> Lives(Schedule schedule, Placement placement)
    {
        Dictionary<Buffer, List<Life>> lives = [];
        int phase = 0;
        foreach (IReadOnlyList<StageRun> stages in schedule.Phases())
        {
            Dictionary<Buffer, Life> inPhase = [];
            for (int i = 0; i < stages.Count; i++)
            {
                foreach (Buffer buffer in placement.Of(stages[i].Stage).Where(buffer => buffer.IsScratch))
                {
                    inPhase[buffer] = inPhase.TryGetValue(buffer, out Life life) ? life with { Last = i } : new(phase, i, i);
                }
            }

            foreach (KeyValuePair<Buffer, Life> life in inPhase)
            {
                if (!lives.TryGetValue(life.Key, out List<Life>? all))
                {
                    lives.Add(life.Key, all = []);
                }

                all.Add(life.Value);
            }

            phase++;
        }

        return lives;
    }

    private static bool AreAliveTogether(List<Life> one, List<Life> other) => one.Any(life => other.Any(second =>
        life.Phase == second.Phase && life.First <= second.Last && second.First <= life.Last));
}
