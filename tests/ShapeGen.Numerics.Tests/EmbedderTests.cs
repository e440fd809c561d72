using System.Reflection;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Suggestion;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Sentence embedders with <c>Dense</c> modules, as they are published: from several files to the numbers of PyTorch.</summary>
[Trait("Category", "Numeric")]
public sealed class EmbedderTests(EmbedderAccuracyReport report) : IClassFixture<EmbedderAccuracyReport>
{
    public static TheoryData<string> Names => new(EmbedderGolden.All.Select(golden => golden.Name));

    internal static IEnumerable<string> Declarations => EmbedderGolden.All.SelectMany(golden => new[] { golden.Attribute, Traced.Attribute(golden.Attribute) });

    [Fact]
    public void All_cases_are_there() => Assert.Equal(["distiluse", "labse", "sentence_t5", "two_dense_modules"], EmbedderGolden.All.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        EmbedderGolden golden = EmbedderGolden.Of(name);
        double[] expected = golden.Expected();
        WholeModel model = WholeModel.Load(golden.Attribute, golden.Checkpoint);
        float[] output = Run(model, golden, expected.Length);
        double error = Errors.Largest(output, expected);
        report.Add(model.InstructionSet, name, golden.PyTorchError, error, golden.Limit);
        Assert.True(error <= golden.Limit, $"{name}: error {error:E2} is above {golden.Limit:E2}.");

        // As one open checkpoint, and as one file in memory.
        using SafetensorsFile file = SafetensorsFile.Open(golden.Checkpoint, golden.Files);
        Assert.Equal(output, Run(WholeModel.Load(golden.Attribute, file), golden, expected.Length));
        using SafetensorsFile merged = SafetensorsFile.Read(SafetensorsWriter.ToBytes(file.Tensors.Select(tensor => SafetensorsTensor.FromSingles(tensor.Name, file.ReadSingles(tensor.Name), [.. tensor.Shape.Select(size => (int)size)]))));
        Assert.Equal(output, Run(WholeModel.Load(golden.Attribute, merged), golden, expected.Length));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_tensor_of_every_file_is_needed_and_no_other_is_taken(string name)
    {
        EmbedderGolden golden = EmbedderGolden.Of(name);
        using SafetensorsFile file = SafetensorsFile.Open(golden.Checkpoint, golden.Files);
        foreach (TensorInfo tensor in file.Tensors)
        {
            using SafetensorsFile lacking = SafetensorsFile.Open(golden.Checkpoint, golden.Files);

            // A family may have several names for a table; of a further file there is one.
            string missing = golden.Files.Any(file => tensor.Name.StartsWith(file.Split('/')[0] + ".", StringComparison.Ordinal)) ? $"missing: '{tensor.Name}'" : "missing: '";
            Assert.Contains(missing, Refused(golden, lacking.WithNames(other => other == tensor.Name ? null : other)), StringComparison.Ordinal);
        }

        string folder = golden.Files[0].Split('/')[0];
        using SafetensorsFile more = SafetensorsFile.Open(golden.Checkpoint, golden.Files);
        Assert.Contains("unexpected: ", Refused(golden, more.WithNames(other => other == $"{folder}.linear.weight" ? $"{folder}.linear.wieght" : other)), StringComparison.Ordinal);
    }

    /// <summary>The last head's row of length 1 is the stage that a reference calls <c>normalized</c>.</summary>
    [Theory]
    [InlineData("labse", "pooled", "head.0.linear", "head.0", "normalized")]
    [InlineData("distiluse", "pooled", "head.0.linear", "head.0")]
    [InlineData("sentence_t5", "pooled", "head.0", "normalized")]
    [InlineData("two_dense_modules", "pooled", "head.0.linear", "head.0", "head.0.normalized", "head.1", "normalized")]
    public void Stages_have_their_names(string name, params string[] stages)
    {
        EmbedderGolden golden = EmbedderGolden.Of(name);
        TraceRecorder recorder = new();
        int count = golden.Expected().Length;
        float[] expected = Run(WholeModel.Load(golden.Attribute, golden.Checkpoint), golden, count);
        float[] output = Run(Traced.With(WholeModel.Load(Traced.Attribute(golden.Attribute), golden.Checkpoint), recorder.Add), golden, count);
        Assert.Equal(expected, output);
        string[] names = [.. recorder.Records.Select(record => record.Name)];
        Assert.Equal(stages, names[Array.IndexOf(names, "pooled")..]);
        Assert.Equal(output, recorder[stages[^1]].Values.ToArray());
        Assert.NotEqual(recorder["head.0"].Values.ToArray(), stages.Contains("head.0.normalized") ? recorder["head.0.normalized"].Values.ToArray() : recorder["pooled"].Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_what_was_declared(string name)
    {
        string declaration = EmbedderGolden.Of(name).Attribute;
        EncoderModule module = DeclaredModules.Read(declaration);
        string written = string.Join(", ", DeclarationWriter.Attributes(module));
        Assert.Contains("Files = \"2_Dense/model.safetensors", written, StringComparison.Ordinal);
        Assert.Equal(declaration.Contains("Normalize = true", StringComparison.Ordinal), written.Contains("Normalize = true", StringComparison.Ordinal));
        Assert.Equal(module, DeclaredModules.Read(written));
        Assert.NotEqual(module, DeclaredModules.Read(declaration.Replace(", Files = \"2_Dense/model.safetensors", ", Files = \"5_Dense/model.safetensors", StringComparison.Ordinal)));
    }

    private static float[] Run(WholeModel model, EmbedderGolden golden, int count)
    {
        float[] output = new float[count];
        golden.Input().On(model).Forward(output, threads: 0);
        return output;
    }

    private static string Refused(EmbedderGolden golden, SafetensorsFile file) =>
        Assert.IsType<CheckpointException>(Assert.Throws<TargetInvocationException>(() => WholeModel.Load(golden.Attribute, file)).InnerException).Message;
}
