using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Tests.Extension.Stacks;

/// <summary>Two stacks of attention layers of different width and number, joined by a linear layer: <c>x += out(attention(qkv(x)))</c> in each layer.</summary>
internal sealed record TwoStacksModule() : ModuleShape((int?)null)
{
    public static StackSizes First { get; } = new("a", Width: 24, Heads: 3, Layers: 3);

    public static StackSizes Second { get; } = new("b", Width: 40, Heads: 5, Layers: 2);

    private static readonly Role Between = new("Between", "projection", Occurrence.Once, TensorKind.Linear), Last = new("Last", "projection", Occurrence.Once, TensorKind.Linear);

    public override ModuleGraph BuildGraph()
    {
        Value input = new("input", First.Width), x = new("x", First.Width), y = new("y", Second.Width), output = new("output", Second.Width);
        return new()
        {
            Title = "A test",
            Input = input,
            Output = output,
            Nodes =
            [
                new Run([new CopyOp(input, x)]),
                new Repeat(First.Layers, First.Layer(x)),
                new Run([new LinearOp(Between, x, y, bias: false)]),
                new Repeat(Second.Layers, Second.Layer(y)),
                new Run([new LinearOp(Last, y, output, bias: false)]),
            ],
            Constants = [new("In", First.Width, "In."), new("Out", Second.Width, "Out.")],
            Names = TensorNames.Create([.. First.Names, .. Second.Names, new OwnName(Between, "between"), new OwnName(Last, "last")]),
        };
    }
}

/// <summary>A stack of layers, with roles of its own.</summary>
/// <param name="Name">How its tensors' names begin.</param>
/// <param name="Width">Features of a token.</param>
/// <param name="Heads">Heads.</param>
/// <param name="Layers">Layers.</param>
internal sealed record StackSizes(string Name, int Width, int Heads, int Layers)
{
    private readonly Role _qkv = new($"Qkv{Name}", "attention", Occurrence.EachLayer, TensorKind.Linear), _out = new($"Out{Name}", "attention", Occurrence.EachLayer, TensorKind.Linear);

    public IEnumerable<OwnName> Names => [new(_qkv, $"{Name}.{{layer}}.qkv"), new(_out, $"{Name}.{{layer}}.out")];

    public IReadOnlyList<Op> Layer(Value x)
    {
        Value qkv = new("qkv", 3 * Width), context = new("context", Width);
        AttentionSettings attention = new(Heads, Heads, Width / Heads, 1 / Math.Sqrt(Width / Heads), Band.All, ScoreBias.None);
        return
        [
            new LinearOp(_qkv, x, qkv, bias: false),
            new AttentionOp(attention, new(qkv, 0), new(qkv, Width), new(qkv, 2 * Width), context),
            new LinearOp(_out, context, x, bias: false, add: true),
        ];
    }
}
