using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[Linear(In, Out)]</c>.</summary>
internal sealed record LinearModule(int In, int Out, bool Bias, NamesDeclaration Names, int? Tokens) : ModuleShape(Tokens)
{
    private static readonly NamedRoles Roles = new NamedRoles("Linear", NameScope.Alone).With(Role.Linear);

    public static LinearModule? Read(ModuleArguments arguments)
    {
        int? @in = arguments.Size("In");
        int? @out = arguments.Size("Out");
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        NamesDeclaration? names = NamesDeclaration.Read(arguments.Names, Roles);
        if (@in is not { } inputs || @out is not { } outputs || names is null || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens)
            .Weight("In × Out", "In or Out", inputs, outputs)
            .Activations("In", inputs)
            .Activations("Out", outputs));
        return new(inputs, outputs, bias, names, tokens);
    }

    public override ModuleGraph BuildGraph()
    {
        Value x = new("x", In);
        Value y = new("y", Out);
        return new()
        {
            Title = $"A linear layer from {In} to {Out} features",
            Input = x,
            Output = y,
            Nodes = [new Run([new LinearOp(Role.Linear, x, y, Bias) { Result = "output" }])],
            Constants = [new("In", In, "Features that come in."), new("Out", Out, "Features that go out.")],
            Names = Names.Resolve(Roles),
            Tokens = Tokens,
        };
    }
}
