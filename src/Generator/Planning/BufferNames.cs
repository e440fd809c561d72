using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>What generated code calls the values, so that its comments name what it names.</summary>
internal sealed class BufferNames(Placement placement)
{
    public string Of(Value value) => placement[value].Name;
}
