using System.Text;

namespace ShapeGen.Build;

/// <summary>Lines of fields that are separated by tabs, as the generator reads them.</summary>
internal static class FactLines
{
    public static void Add(StringBuilder text, params string[] fields) =>
        text.Append(string.Join("\t", fields.Select(field => field.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n").Replace("\r", "\\r")))).Append('\n');
}
