using System.Text.Json;

namespace ShapeGen.Comparison.Cases;

/// <summary>The cases, as peers/export_cases.py reads them.</summary>
internal static class CaseJson
{
    public static string Write() => JsonSerializer.Serialize(CaseList.All.Select(item => new
    {
        name = item.Name,
        batch = item.Batch,
        tokens = item.Tokens,
        embed = item.Embed,
        heads = item.Heads,
        ffn = item.Ffn,
    }));
}
