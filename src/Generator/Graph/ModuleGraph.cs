using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph.Modules;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Graph;

/// <summary>A model as the list of its operations: the second stage.</summary>
/// <param name="Title">What the model is, for its doc comment.</param>
/// <param name="Input">The argument of <c>Forward</c>.</param>
/// <param name="Output">Its answer.</param>
/// <param name="Ops">The operations in order.</param>
/// <param name="Constants">The sizes that the class shows as public constants.</param>
/// <param name="Tokens">The fixed token count, or null.</param>
internal sealed record ModuleGraph(
    string Title, Tensor Input, Tensor Output, EquatableArray<Op> Ops, EquatableArray<SizeConstant> Constants, int? Tokens)
{
    public IEnumerable<Parameter> Parameters => Ops.SelectMany(op => op.Parameters);

    public long ParameterCount => Parameters.Sum(parameter => parameter.Count);

    public static ModuleGraph Build(ModuleShape shape) => shape switch
    {
        LinearShape linear => LinearModule.Build(linear),
        LayerNormShape norm => LayerNormModule.Build(norm),
        FeedForwardShape feedForward => FeedForwardModule.Build(feedForward),
        AttentionShape attention => AttentionModule.Build(attention),
        EncoderShape encoder => EncoderModule.Build(encoder),
        _ => throw new InvalidOperationException($"No graph is known for {shape.GetType().Name}."),
    };
}

/// <summary>A public constant of the generated class.</summary>
internal sealed record SizeConstant(string Name, long Value, string Summary);
