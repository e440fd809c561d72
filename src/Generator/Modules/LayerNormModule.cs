using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[LayerNorm(Dim)]</c>.</summary>
internal sealed record LayerNormModule(int Dim, float Epsilon, bool Bias, NamesDeclaration Names, int? Tokens) : ModuleShape(Tokens)
{
    private static readonly NamedRoles Roles = new NamedRoles("LayerNorm", NameScope.Alone).With(Role.Norm);

    public static LayerNormModule? Read(ModuleArguments arguments)
    {
        int? dim = arguments.Size("Dim");
        float epsilon = arguments.Epsilon("Epsilon", 1e-5f);
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        NamesDeclaration? names = NamesDeclaration.Read(arguments.Names, Roles);
        if (dim is not { } width || names is null || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens).Weight("Dim", "Dim", 1, width).Activations("Dim", width));
        return new(width, epsilon, bias, names, tokens);
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
            Nodes = [new Run([new NormOp(Role.Norm, new(NormKind.Layer, Epsilon, Bias), x, y) { Result = "output" }])],
            Constants = [new("Dim", Dim, "Features of a token.")],
            Names = Names.Resolve(Roles),
            Tokens = Tokens,
        };
    }
}
