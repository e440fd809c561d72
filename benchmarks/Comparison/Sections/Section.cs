using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>A section of the report: measures and writes the results.</summary>
internal abstract class Section
{
    /// <summary>The name for <c>--sections</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its heading.</summary>
    public abstract string Title { get; }

    public abstract void Run(Session session, Report report);
}
