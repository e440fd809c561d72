namespace ShapeGen;

/// <summary>
/// Finds the candidate name with the smallest edit distance. All searches together take a bounded number of steps and then find nothing more, because
/// suggestions must not make a failure slow.
/// </summary>
internal sealed class NearestName
{
    /// <summary>Longer names are not compared.</summary>
    private const int MaxNameLength = 200;

    /// <summary>Maximum cells of distance tables: tens of milliseconds.</summary>
    private const long StepLimit = 20_000_000;

    private readonly string[] _candidates;
    private readonly int[] _row = new int[MaxNameLength + 1];
    private long _steps;

    public NearestName(IEnumerable<string> candidates) =>
        _candidates = [.. candidates.Where(static name => name.Length <= MaxNameLength)];

    /// <summary>The nearest candidate, or the first of several equally near ones; null if none is near enough.</summary>
    public string? Find(string name)
    {
        if (name.Length > MaxNameLength)
        {
            return null;
        }

        string? best = null;

        // Half of the name may differ: "attn.qkv.weight" is still a useful hint for "qkv_proj.weight".
        int limit = name.Length / 2;
        foreach (string candidate in _candidates)
        {
            if (_steps++ > StepLimit)
            {
                break;
            }

            if (Math.Abs(candidate.Length - name.Length) > limit)
            {
                continue;
            }

            int distance = Distance(name, candidate, limit);
            if (distance <= limit)
            {
                best = candidate;
                limit = distance - 1;
            }
        }

        return best;
    }

    /// <summary>Number of insertions, deletions and replacements between two names. If it exceeds <paramref name="limit"/>, the result may be any number above the limit.</summary>
    private int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        int prefix = a.CommonPrefixLength(b);
        a = a[prefix..];
        b = b[prefix..];
        while (!a.IsEmpty && !b.IsEmpty && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }

        _steps += ((long)a.Length + 1) * (b.Length + 1);
        Span<int> row = _row.AsSpan(0, b.Length + 1);
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            int least = row[0];
            for (int j = 0; j < b.Length; j++)
            {
                int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(diagonal, row[j]) + 1);
                least = Math.Min(least, row[j + 1]);
            }

            if (least > limit)
            {
                return least;
            }
        }

        return row[^1];
    }
}
