using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>What a traced model hands out once a stage has run.</summary>
/// <param name="Result">Its name and columns.</param>
/// <param name="Value">Where they are.</param>
/// <param name="IsOfLayer">Whether the name is one of a layer.</param>
internal sealed record TracePoint(ResultName Result, Value Value, bool IsOfLayer);
