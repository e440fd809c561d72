namespace ShapeGen;

/// <summary>Takes the result of a stage: some rows of it, each row once, in order. What it throws ends the call of <c>Forward</c>.</summary>
/// <param name="result">The rows; they are only there while the callback runs.</param>
public delegate void TraceCallback(in TraceResult result);
