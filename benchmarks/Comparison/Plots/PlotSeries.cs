namespace ShapeGen.Comparison.Plots;

/// <summary>One line of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Both positive: the axes are logarithmic.</param>
/// <param name="IsReference">True for the line that the others are compared with: drawn thin, without marks.</param>
internal sealed record PlotSeries(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsReference = false);
