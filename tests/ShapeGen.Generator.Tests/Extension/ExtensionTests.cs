using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Tests.Extension.Doubling;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Extension;

/// <summary>
/// What <c>docs/architecture.md</c> says of a new operation and of a new role: the operation needs a folder of its own and the module that uses it, the
/// role is described in the operation and has names in the naming profiles of the checkpoints that have it, and no other file of the generator changes.
/// The operation <see cref="Doubling"/> and its role are in this project; the generator plans it, writes it, and what it writes runs.
/// </summary>
public class ExtensionTests
{
    private const int Width = 21;

    /// <summary>The names in checkpoints that have the role.</summary>
    private static readonly NamingProfile Profile = new()
    {
        Naming = ShapeGen.Generator.Options.TensorNaming.Torch,
        Layer = "layers.{layer}.",
        Entries = [NameEntry.Named(Role.Ffn1, "up"), NameEntry.Named(Role.Ffn2, "down"), NameEntry.Exactly(DoublingOp.Role, "shift")],
    };

    private static readonly DoublingModule Module = new(new(Profile.Templates(NameScope.Encoder, isGated: false, layers: 1)));

    private static readonly ModuleDeclaration Declaration = EmittedModel.Declare(Module);

    [Fact]
    public void An_operation_of_another_project_is_planned_and_written_and_runs()
    {
        float[] weight = [.. Enumerable.Range(0, Width * Width).Select(i => (i % Width) == (i / Width) ? 3f : 0)];
        float[] shift = [.. Enumerable.Range(0, Width).Select(i => (float)i)];
        EmittedModel.ForwardCall forward = EmittedModel.Load(Declaration,
        [
            SafetensorsTensor.FromSingles("layers.0.up.weight", weight, Width, Width), SafetensorsTensor.FromSingles("layers.0.down.weight", weight, Width, Width),
            SafetensorsTensor.FromSingles("layers.0.shift", shift, Width),
        ]);

        foreach (int rows in new[] { 1, 17, 500 })
        {
            float[] input = [.. Enumerable.Range(0, rows * Width).Select(i => (i % 100) / 8f)];
            float[] output = new float[input.Length];
            forward(input, output, 1, 1);
            Assert.Equal(input.Select((x, index) => 3 * ((2 * 3 * x) + (index % Width))), output);
        }
    }

    /// <summary>Its formula stands above its call, and in the walk of the class. The constant of its weights has the role's name.</summary>
    [Fact]
    public void It_is_documented_like_any_other()
    {
        GeneratedCode code = ModuleEmitter.Emit(Declaration, stageTimes: false);
        Assert.Contains("/// doubled = 2 · scaled + layers.0.shift", code.Files[0].Text, StringComparison.Ordinal);
        Assert.All(code.Files.Skip(1), file => Assert.Contains("// doubled = 2 · scaled + Shift   [21]", file.Text, StringComparison.Ordinal));
        Assert.All(code.Files.Skip(1), file => Assert.Contains("ref Unsafe.Add(ref at.weights, Shift)", file.Text, StringComparison.Ordinal));
        Assert.Contains(code.Kernels, kernel => kernel.Key == "Twice");
    }

    [Fact]
    public void The_weights_of_its_role_are_counted_in_a_part_of_their_own()
    {
        Figure weights = ModelFigures.Weights(PlanSet.Of(Module.BuildGraph()).All);
        Assert.Equal(["feed-forward", "doubling"], weights.Parts.Select(part => part.Name));
        Assert.Equal(sizeof(float) * 2 * CacheLine.Floats, weights.Parts[1].Number);
    }

    /// <summary>A profile names the tensor of each layer; names that are given without a profile are of the role's kind.</summary>
    [Fact]
    public void Its_role_has_names_as_any_other()
    {
        Parameter shift = Module.BuildGraph().Ops.SelectMany(op => op.Parameters).Single(parameter => parameter.Role == DoublingOp.Role);
        Assert.Equal("layers.{layer}.shift", new TensorNames(Profile.Templates(NameScope.Encoder, isGated: false, layers: 2)).Of(shift));
        Assert.Equal("own", TensorNames.Create(new OwnName(DoublingOp.Role, "own")).Of(shift));
    }

    [Fact]
    public void A_profile_without_a_name_for_its_role_is_refused()
    {
        NamingProfile without = Profile with { Entries = [.. Profile.Entries.Where(entry => entry.Role != DoublingOp.Role)] };
        DoublingModule module = new(new(without.Templates(NameScope.Encoder, isGated: false, layers: 1)));
        Assert.Contains("Shift", Assert.Throws<InvalidOperationException>(() => ModuleEmitter.Emit(Declaration with { Shape = module }, stageTimes: false)).Message, StringComparison.Ordinal);
    }

    /// <summary>The one list of roles is of those that users can name.</summary>
    [Fact]
    public void Named_roles_are_the_properties_of_the_attribute()
    {
        string[] others = ["Prefix", "Ignore", "Files"];
        Assert.Equal(
            typeof(TensorNamesAttribute).GetProperties().Where(property => property.PropertyType == typeof(string) && !others.Contains(property.Name)).Select(property => property.Name),
            Role.Named.Select(role => role.Name));
    }

    /// <summary>Linear, doubling, linear: it is the module that uses an operation.</summary>
    private sealed record DoublingModule(TensorNames Names) : ModuleShape((int?)null)
    {
        public override ModuleGraph BuildGraph()
        {
            Value x = new("x", Width);
            Value scaled = new("scaled", Width);
            Value doubled = new("doubled", Width);
            Value y = new("y", Width);
            return new()
            {
                Title = "A test",
                Input = x,
                Output = y,
                Nodes = [new Run([new LinearOp(Role.Ffn1, x, scaled, bias: false), new DoublingOp(scaled, doubled), new LinearOp(Role.Ffn2, doubled, y, bias: false)])],
                Constants = [new("In", Width, "In."), new("Out", Width, "Out.")],
                Names = Names,
            };
        }
    }
}
