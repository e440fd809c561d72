namespace ShapeGen.Generator.Graph;

/// <summary>A figure of a model, and its parts.</summary>
/// <param name="Number">The figure.</param>
/// <param name="Parts">Its parts, the largest first, without padding.</param>
internal sealed record Figure(long Number, IReadOnlyList<FigurePart> Parts)
{
    public static Figure Of(long number, IEnumerable<FigurePart> parts) => new(
        number,
        parts.GroupBy(part => part.Name, (name, all) => new FigurePart(name, all.Sum(part => part.Number)), StringComparer.Ordinal).OrderByDescending(part => part.Number).ToList());
}

/// <summary>A part of a figure.</summary>
internal sealed record FigurePart(string Name, long Number);
