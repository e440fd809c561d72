namespace ShapeGen.Comparison.Cases;

/// <summary>What issue 3 asks of a case on one thread.</summary>
/// <param name="Ratio">ONNX Runtime's time divided by ours, at least.</param>
/// <param name="OfPeak">Share of the peak of the instruction set that runs by default, at least.</param>
internal sealed record Targets(double Ratio, double OfPeak);
