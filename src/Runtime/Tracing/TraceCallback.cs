namespace ShapeGen;

/// <summary>Receives rows of a stage's result, each row once, in order. An exception that it throws ends the call of <c>Forward</c>.</summary>
/// <param name="result">The rows, valid only while the callback runs.</param>
public delegate void TraceCallback(in TraceResult result);
