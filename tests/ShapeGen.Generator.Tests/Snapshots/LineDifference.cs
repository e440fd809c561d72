using System.Globalization;
using System.Text;

namespace ShapeGen.Generator.Tests.Snapshots;

/// <summary>Says where two texts differ, short enough for a test's message; the whole is in the received file.</summary>
internal static class LineDifference
{
    private const int Context = 2;
    private const int MostLines = 12;

    /// <summary>The lines between the common start and the common end of both texts.</summary>
    public static string Describe(string verified, string received)
    {
        string[] before = verified.Split('\n');
        string[] after = received.Split('\n');
        int start = 0;
        while (start < Math.Min(before.Length, after.Length) && before[start] == after[start])
        {
            start++;
        }

        int same = 0;
        while (same < Math.Min(before.Length, after.Length) - start && before[^(same + 1)] == after[^(same + 1)])
        {
            same++;
        }

        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"@@ line {start + 1}");
        Append("  ", before[Math.Max(0, start - Context)..start]);
        Append("- ", before[start..^same]);
        Append("+ ", after[start..^same]);
        return text.ToString();

        void Append(string mark, string[] lines)
        {
            foreach (string line in lines.Take(MostLines))
            {
                text.AppendLine(mark + line);
            }

            if (lines.Length > MostLines)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{mark}… and {lines.Length - MostLines} more lines");
            }
        }
    }
}
