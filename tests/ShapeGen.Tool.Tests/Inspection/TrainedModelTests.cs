using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Tests.Inspection;

/// <summary>Trained models under names that no family has, which stand beside the clone.</summary>
public class TrainedModelTests : ToolTests
{
    [SharedModelFact("kwt1/kwt1.safetensors")]
    public void KWT_1_runs_once_the_remarks_are_answered()
    {
        string path = SharedModelFactAttribute.PathOf("kwt1/kwt1.safetensors");
        ToolResult result = Shapegen("declare", path, "--heads", "1");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Norm = NormPlacement.Post", result.Output, StringComparison.Ordinal);
        Assert.Contains("[Projection(40)]", result.Output, StringComparison.Ordinal);

        // What the file does not tell, its licence's page does.
        Assert.Contains("remark: Activation", result.Error, StringComparison.Ordinal);
        Assert.Contains("remark: Epsilon", result.Error, StringComparison.Ordinal);
        string text = result.Output.Replace("Activation = Activation.Gelu", "Activation = Activation.GeluTanh, Epsilon = 1e-6f", StringComparison.Ordinal);
        using CompiledModel model = DeclarationCompiler.Compile(new("Kwt1.cs", text));
        LoadedModel running = model.Load(path);
        using SafetensorsFile reference = SafetensorsFile.Open(SharedModelFactAttribute.PathOf("kwt1/kwt1_reference.safetensors"));
        foreach (string clip in new[] { "yes", "no", "noise", "silence" })
        {
            float[] logits = running.Forward(new FeatureInput(reference.ReadSingles($"{clip}.mfcc"), [98]));
            Assert.All(reference.ReadSingles($"{clip}.logits").Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    [SharedModelFact("svtr/svtr_encoder.safetensors")]
    public void SVTR_runs_once_the_remarks_are_answered()
    {
        string path = SharedModelFactAttribute.PathOf("svtr/svtr_encoder.safetensors");
        ToolResult result = Shapegen("declare", path, "--heads", "8");
        Assert.True(result.ExitCode == 0, result.Error);
        string text = result.Output.Replace("Activation = Activation.Gelu", "Activation = Activation.Silu, FinalEpsilon = 1e-6f", StringComparison.Ordinal);
        using CompiledModel model = DeclarationCompiler.Compile(new("Svtr.cs", text));
        using SafetensorsFile reference = SafetensorsFile.Open(SharedModelFactAttribute.PathOf("svtr/svtr_reference.safetensors"));
        float[] output = model.Load(path).Forward(new FeatureInput(reference.ReadSingles("line0.input"), [40]));
        Assert.All(reference.ReadSingles("line0.output").Zip(output), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }
}

/// <summary>A test of a file in ../shared/models, which is not part of the clone.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedModelFactAttribute : FactAttribute
{
    public SharedModelFactAttribute(string file) => Skip = File.Exists(PathOf(file)) ? null : $"The file {PathOf(file)}, which is not part of the clone, is not there.";

    public static string PathOf(string file) => Path.GetFullPath(Path.Combine(GoldenCheckpoint.Repository, "..", "shared", "models", file));
}
