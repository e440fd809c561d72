using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Extension;

/// <summary>A module of this project as the class <c>Model</c>: what the generator writes of it, compiled and loaded.</summary>
internal static class EmittedModel
{
    public delegate void ForwardCall(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);

    private delegate object LoadCall(ReadOnlySpan<byte> bytes, string prefix);

    public static ModuleDeclaration Declare(ModuleShape module) => new(
        new("", new([]), "Model", "class", "Model", false), ModuleKind.Linear.Name, module, new CallForm(InputForm.Rows, IsFixed: false), null, new([]), null);

    /// <summary>The model's <c>Forward</c>, with the weights of a checkpoint. The code compiles without a warning.</summary>
    public static ForwardCall Load(ModuleDeclaration declaration, IReadOnlyList<SafetensorsTensor> tensors)
    {
        GeneratedCode code = ModuleEmitter.Emit(declaration, stageTimes: false);
        List<string> sources = ["public partial class Model;", .. code.Files.Select(file => file.Text), .. KernelFileEmitter.Emit(code.Kernels).Select(file => file.Text)];
        CSharpCompilation compilation = ProjectSettings.Default.Compile(sources.Select((text, index) => new SourceFile($"File{index}.cs", text)));
        using MemoryStream image = new();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Type model = Assembly.Load(image.ToArray()).GetType("Model")!;
        object instance = model.GetMethod("Load", [typeof(ReadOnlySpan<byte>), typeof(string)])!.CreateDelegate<LoadCall>()(SafetensorsWriter.ToBytes(tensors), "");
        return model.GetMethod("Forward", [typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(int), typeof(int)])!.CreateDelegate<ForwardCall>(instance);
    }
}
