using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>The stage before the plan: the tensors of the checkpoint, as PyTorch names and shapes them.</summary>
public class GraphTests
{
    [Fact]
    public void Encoder_has_the_state_of_the_pytorch_module()
    {
        ModuleGraph graph = ModuleGraph.Build(Plans.Seed);
        Assert.Equal(
            [
                "pre_norm_mha.0.weight [64]", "pre_norm_mha.0.bias [64]",
                "pre_norm_mha.1.qkv_proj.weight [192, 64]", "pre_norm_mha.1.qkv_proj.bias [192]",
                "pre_norm_mha.1.out_proj.weight [64, 64]", "pre_norm_mha.1.out_proj.bias [64]",
                "pre_norm_ffn.0.weight [64]", "pre_norm_ffn.0.bias [64]",
                "pre_norm_ffn.1.weight [128, 64]", "pre_norm_ffn.1.bias [128]",
                "pre_norm_ffn.4.weight [64, 128]", "pre_norm_ffn.4.bias [64]",
            ],
            graph.Parameters.Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]"));
        Assert.Equal(33472, graph.ParameterCount);
    }

    [Fact]
    public void Without_bias_there_are_weights_only() =>
        Assert.All(ModuleGraph.Build(Plans.Seed with { Bias = false }).Parameters, parameter => Assert.EndsWith("weight", parameter.Name, StringComparison.Ordinal));

    /// <summary>Each operation reads what an earlier one made, as wide as it was made.</summary>
    [Fact]
    public void Operations_follow_each_other() => Assert.All(Plans.Shapes.Select(ModuleGraph.Build), graph =>
    {
        HashSet<Tensor> made = [graph.Input];
        foreach (ShapeGen.Generator.Graph.Ops.Op op in graph.Ops)
        {
            Assert.Contains(op.Source, made);
            made.Add(op.Target);
        }

        Assert.Contains(graph.Output, made);
        Assert.Equal(made.Count, made.Select(tensor => tensor.Name).Distinct().Count());
    });
}
