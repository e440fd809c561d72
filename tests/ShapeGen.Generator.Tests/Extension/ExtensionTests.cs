using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Extension.Doubling;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Extension;

/// <summary>
/// What <c>docs/architecture.md</c> says of a new operation: that it needs a folder of its own, the module that uses it, and no other file of
/// the generator. The operation <see cref="Doubling"/> is in this project; the generator plans it, writes it, and what it writes runs.
/// </summary>
public class ExtensionTests
{
    private const int Width = 21;

    private static readonly ModuleDeclaration Declaration = new(
        new("", new([]), "Model", "class", "Model", false), ModuleKind.Linear.Name, new DoublingModule(), new CallForm(InputForm.Rows, IsFixed: false), null, new([]), null);

    private delegate void ForwardCall(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);

    private delegate object LoadCall(ReadOnlySpan<byte> bytes, string prefix);

    [Fact]
    public void An_operation_of_another_project_is_planned_and_written_and_runs()
    {
        GeneratedCode code = ModuleEmitter.Emit(Declaration, stageTimes: false);
        List<string> sources =
        [
            "public partial class Model;",
            .. code.Files.Select(file => file.Text),
            .. KernelFileEmitter.Emit(code.Kernels).Select(file => file.Text),
        ];
        CSharpCompilation compilation = ProjectSettings.Default.Compile(sources.Select((text, index) => new SourceFile($"File{index}.cs", text)));
        using MemoryStream image = new();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning));
        Type model = Assembly.Load(image.ToArray()).GetType("Model")!;

        float[] weight = [.. Enumerable.Range(0, Width * Width).Select(i => (i % Width) == (i / Width) ? 3f : 0)];
        float[] shift = [.. Enumerable.Range(0, Width).Select(i => (float)i)];
        byte[] checkpoint = SafetensorsWriter.ToBytes(
            [SafetensorsTensor.FromSingles("layers.0.weight", weight, Width, Width), SafetensorsTensor.FromSingles("layers.1.weight", weight, Width, Width), SafetensorsTensor.FromSingles("shift.bias", shift, Width)]);
        object instance = model.GetMethod("Load", [typeof(ReadOnlySpan<byte>), typeof(string)])!.CreateDelegate<LoadCall>()(checkpoint, "");
        ForwardCall forward = model.GetMethod("Forward", [typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(int), typeof(int)])!.CreateDelegate<ForwardCall>(instance);

        foreach (int rows in new[] { 1, 17, 500 })
        {
            float[] input = [.. Enumerable.Range(0, rows * Width).Select(i => (i % 100) / 8f)];
            float[] output = new float[input.Length];
            forward(input, output, 1, 1);
            Assert.Equal(input.Select((x, index) => 3 * ((2 * 3 * x) + (index % Width))), output);
        }
    }

    /// <summary>Its formula stands above its call, and in the walk of the class.</summary>
    [Fact]
    public void It_is_documented_like_any_other()
    {
        GeneratedCode code = ModuleEmitter.Emit(Declaration, stageTimes: false);
        Assert.Contains("/// doubled = 2 · scaled + shift.bias", code.Files[0].Text, StringComparison.Ordinal);
        Assert.All(code.Files.Skip(1), file => Assert.Contains("// doubled = 2 · scaled + NormBias   [21]", file.Text, StringComparison.Ordinal));
        Assert.Contains(code.Kernels, kernel => kernel.Key == "Twice");
    }

    /// <summary>Linear, doubling, linear: it is the module that uses an operation.</summary>
    private sealed record DoublingModule() : ModuleShape((int?)null)
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
                Names = TensorNames.Create(new(Role.Ffn1, "layers.0"), new(Role.Ffn2, "layers.1"), new(Role.Norm, "shift")),
            };
        }
    }
}
