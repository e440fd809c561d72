using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>The helpers' own assertions can fail: an assertion that cannot proves nothing.</summary>
public class HelperTests
{
    [Fact]
    public void Every_tracking_name_occurs_in_a_run_with_a_model_and_a_mistake()
    {
        GeneratorRun run = GeneratorRunner.Run("""
            using ShapeGen;
            [Linear(3, 4)] public partial class Good;
            [Linear(0, 4)] public partial class Bad;
            [Linear(3, 4), Checkpoint("none.safetensors")] public partial class Unproven;
            """);

        Assert.NotEmpty(run.Sources);
        Assert.NotEmpty(run.Reported);
        Assert.Equal(["Checked", "Diagnostics", "Inputs", "Kernels", "Models", "Outputs", "Project", "Results"], StepNames.All.Order());
    }

    public static TheoryData<string> CompilerObjects => ["compilation", "symbol", "node", "tree", "location", "semantics", "token"];

    [Theory]
    [MemberData(nameof(CompilerObjects))]
    public void The_walk_finds_compiler_objects_however_deep(string what)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText("class C;");
        CSharpCompilation compilation = CSharpCompilation.Create("Any", [tree]);
        object hidden = what switch
        {
            "compilation" => compilation,
            "symbol" => compilation.GetTypeByMetadataName("C")!,
            "node" => tree.GetRoot(),
            "tree" => tree,
            "location" => tree.GetRoot().GetLocation(),
            "semantics" => compilation.GetSemanticModel(tree),
            _ => tree.GetRoot().GetFirstToken(),
        };

        Assert.ThrowsAny<XunitException>(() => ModelAssertions.Walk(new Holder([(1, new Box<object>(hidden))]), "model", []));
    }

    [Fact]
    public void The_walk_passes_plain_data() => ModelAssertions.Walk(new Holder([(1, new Box<object>("text")), (2, new Box<object>(3.5f))]), "model", []);

    private sealed record Holder(IReadOnlyList<(int, Box<object>)> Boxes);

    private sealed class Box<T>(T value)
    {
        private readonly T _value = value;

        public override string ToString() => $"{_value}";
    }
}
