using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>The stage before the plan: the tensors of the checkpoint, as PyTorch names and shapes them.</summary>
public class GraphTests
{
    [Fact]
    public void Encoder_has_the_state_of_the_pytorch_module()
    {
        ModuleGraph graph = Plans.Seed.BuildGraph();
        Assert.Equal(
            [
                "pre_norm_mha.0.weight [64]", "pre_norm_mha.0.bias [64]",
                "pre_norm_mha.1.qkv_proj.weight [192, 64]", "pre_norm_mha.1.qkv_proj.bias [192]",
                "pre_norm_mha.1.out_proj.weight [64, 64]", "pre_norm_mha.1.out_proj.bias [64]",
                "pre_norm_ffn.0.weight [64]", "pre_norm_ffn.0.bias [64]",
                "pre_norm_ffn.1.weight [128, 64]", "pre_norm_ffn.1.bias [128]",
                "pre_norm_ffn.4.weight [64, 128]", "pre_norm_ffn.4.bias [64]",
            ],
            graph.Ops.SelectMany(op => op.Parameters).Select(parameter => $"{graph.Names.Of(parameter)} [{string.Join(", ", parameter.Shape)}]"));
        Assert.Equal(33472, graph.ParameterCount);
    }

    [Fact]
    public void Each_layer_has_its_own()
    {
        ModuleGraph graph = (Plans.Seed with { Layers = 5 }).BuildGraph();
        Assert.All(graph.Ops.SelectMany(op => op.Parameters), parameter => Assert.StartsWith("{layer}.", graph.Names.Of(parameter), StringComparison.Ordinal));
        Assert.Equal(5 * 33472, graph.ParameterCount);
    }

    [Fact]
    public void Without_bias_there_are_weights_only() => Assert.All(
        Plans.Encoder(64, 8, 128, bias: false).BuildGraph().Ops.SelectMany(op => op.Parameters), parameter => Assert.Equal(TensorPart.Weight, parameter.Part));

    /// <summary>Each operation reads what an earlier one made, and no two values share a name.</summary>
    [Fact]
    public void Operations_follow_each_other() => Assert.All(Plans.Shapes.Select(shape => shape.BuildGraph()), graph =>
    {
        HashSet<Value> made = [graph.Input];
        foreach (Op op in graph.Ops)
        {
            Assert.All(op.Sources, source => Assert.Contains(source, made));
            made.Add(op.Target);
        }

        Assert.Contains(graph.Output, made);
        Assert.Equal(made.Count, made.Select(value => value.Name).Distinct().Count());
    });
}
