using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Tests.Planning;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>Which tensors of a header a model finds.</summary>
public class HeaderIndexTests
{
    /// <summary>With two towers in a file, one of them ignored, the family's prefix is the other's, as it is when the file is loaded.</summary>
    [Theory]
    [InlineData("text_model.*", "vision_model.")]
    [InlineData("vision_model.*", "text_model.")]
    public void The_prefix_is_not_that_of_ignored_tensors(string ignored, string prefix)
    {
        NamesDeclaration names = new(Options.TensorNaming.HuggingFaceClip, null, false, new([ignored]), new([]));
        ModuleGraph graph = (Plans.Encoder(16, 2, 24) with { Names = names }).BuildGraph();
        List<string> own = [.. HeaderIndex.Parameters(graph).SelectMany(parameter => parameter.Sources[^1].Pieces).Select(piece => piece.Name).OfType<string>().Distinct()];
        IEnumerable<HeaderTensor> tensors =
            from tower in new[] { "text_model.", "vision_model." }
            from name in own
            select new HeaderTensor(tower + name, "F32", new([1L]));
        HeaderIndex index = new(new CheckpointFacts("model.safetensors", new(tensors), null), "");

        Assert.Equal(prefix, index.PrefixOf(graph));
        Assert.Equal(own.Select(name => prefix + name), index.For(graph.Names, prefix).All.Select(tensor => tensor.Name));
    }
}
