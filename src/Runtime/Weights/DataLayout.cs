namespace ShapeGen;

/// <summary>Checks that the tensors of a file tile its data: no tensor outside, no overlap, no gap.</summary>
internal static class DataLayout
{
    /// <summary>
    /// Whether the entries tile the data in order, as writers leave them. Then <see cref="Check"/> would find no problem, and for valid files neither sorting
    /// nor messages are compiled at startup.
    /// </summary>
    /// <param name="entries">In the order of the header.</param>
    /// <param name="dataLength">Bytes after the header.</param>
    public static bool IsTiled(List<HeaderEntry> entries, long dataLength)
    {
        long covered = 0;
        foreach (HeaderEntry entry in entries)
        {
            if (entry.Begin != covered)
            {
                return false;
            }

            covered = entry.End;
        }

        return covered == dataLength;
    }

    /// <summary>Reports problems.</summary>
    /// <param name="entries">In the order of the file.</param>
    /// <param name="dataLength">Bytes after the header.</param>
    /// <param name="complete">Whether the entries include every tensor of the header. If not, a gap may belong to a missing one.</param>
    /// <param name="problems">Problems are added here.</param>
    public static void Check(List<HeaderEntry> entries, long dataLength, bool complete, ProblemList problems)
    {
        CheckEnd(entries, dataLength, problems);

        long covered = 0;
        HeaderEntry? furthest = null;
        foreach (HeaderEntry entry in entries)
        {
            if (entry.Begin < covered)
            {
                HeaderEntry other = furthest!;
                problems.Add(
                    $"{Text.Quote(other.Name)} at bytes [{other.Begin}, {other.End}) and {Text.Quote(entry.Name)} at bytes [{entry.Begin}, {entry.End}) overlap");
            }
            else if (entry.Begin > covered && complete)
            {
                string place = furthest is { } before ? $"between {Text.Quote(before.Name)} and" : "before";
                problems.Add($"a hole of {Text.Count(entry.Begin - covered, "byte")} {place} {Text.Quote(entry.Name)}, at byte {covered} of the data");
            }

            if (entry.End > covered || furthest is null)
            {
                covered = entry.End;
                furthest = entry;
            }
        }

        if (complete && covered < dataLength)
        {
            string verb = dataLength - covered == 1 ? "belongs" : "belong";
            problems.Add($"{Text.Count(dataLength - covered, "byte")} after the last tensor {verb} to no tensor: the tensors end at byte {covered} of the data, which has {dataLength}");
        }
    }

    private static void CheckEnd(List<HeaderEntry> entries, long dataLength, ProblemList problems)
    {
        HeaderEntry? first = null;
        int cut = 0;
        long needed = 0;
        foreach (HeaderEntry entry in entries)
        {
            if (entry.End > dataLength)
            {
                first ??= entry;
                cut++;
                needed = Math.Max(needed, entry.End);
            }
        }

        if (first is { } entryCut)
        {
            string others = cut > 1 ? FormattableString.Invariant($" and {cut - 1} more") : "";
            problems.Add(
                $"the file ends {Text.Count(needed - dataLength, "byte")} early: the tensors take {needed} bytes after the header, but the file has {dataLength}; truncated: {Text.Quote(entryCut.Name)} at bytes [{entryCut.Begin}, {entryCut.End}){others}");
        }
    }
}
