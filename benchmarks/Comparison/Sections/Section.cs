using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>A part of the report: measures, and tells what it found.</summary>
internal abstract class Section
{
    /// <summary>As <c>--sections</c> takes it.</summary>
    public abstract string Name { get; }

    /// <summary>Its heading.</summary>
    public abstract string Title { get; }

    public abstract void Run(Session session, Report report);
}
