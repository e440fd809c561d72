using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Normalisation;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[LayerNorm(Dim)]</c>.</summary>
internal sealed record LayerNormModule(int Dim, float Epsilon, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    private static readonly TensorNames Names = TensorNames.Create((Role.Norm, ""));

    public static LayerNormModule? Read(AttributeArguments arguments)
    {
        int? dim = arguments.Size("Dim");
        float epsilon = arguments.Epsilon("Epsilon", 1e-5f);
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        if (dim is not { } width || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens).Weight("Dim", "Dim", 1, width).Activations("Dim", width));
        return new(width, epsilon, bias, tokens);
    }

    public override ModuleGraph BuildGraph()
    {
        Value x = new("x", Dim);
        Value y = new("y", Dim);
        return new()
        {
            Title = $"A layer normalisation of {Dim} features",
            Input = x,
            Output = y,
            Nodes = [new Run([new NormOp(Role.Norm, new(NormKind.Layer, Epsilon, Bias), x, y)])],
            Constants = [new("Dim", Dim, "Features of a token.")],
            Names = Names,
            Tokens = Tokens,
        };
    }
}
