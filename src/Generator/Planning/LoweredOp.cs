using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>An operation that knows the stages that compute it.</summary>
internal abstract class LoweredOp : Op
{
    /// <summary>The stages that compute it, in order.</summary>
    public abstract IEnumerable<Stage> Lower(Lowering lowering);

    /// <summary>An operation of a graph, to plan it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be planned.</exception>
    public static LoweredOp Of(Op op) => op as LoweredOp ?? throw new InvalidOperationException($"{op.GetType().Name} has no stages: it must be a {nameof(LoweredOp)}.");
}
