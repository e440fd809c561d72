using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>Reads attributes of an encoder as the generator does.</summary>
internal static class DeclaredModules
{
    public static EncoderModule Read(string attributes) => Read([attributes]).Single();

    /// <summary>All in one compilation.</summary>
    public static IReadOnlyList<EncoderModule> Read(IReadOnlyList<string> all)
    {
        string source = "using ShapeGen;\n" + string.Concat(all.Select((attributes, i) => $"[{attributes}] public sealed partial class M{i};\n"));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Declarations", [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp12))], ModelLibrary.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return all.Select((attributes, i) =>
        {
            INamedTypeSymbol type = compilation.GetTypeByMetadataName($"M{i}")!;
            List<DiagnosticInfo> diagnostics = [];
            (AttributeData data, ModuleKind kind) = ModuleKind.AppliedTo(type).Single();
            AttributeArguments arguments = new(data, kind.Name, kind.Example, diagnostics, default)
            {
                Names = ModuleKind.NamesOf(type) is { } names ? new(names, "TensorNames", "TensorNaming.CvNets", diagnostics, default) : null,
                Stages = StageArguments.Of(type, kind, diagnostics, default),
            };
            ModuleShape? shape = kind.Read(arguments);
            Assert.True(diagnostics.Count == 0, $"[{attributes}]: {string.Join("; ", diagnostics.Select(diagnostic => diagnostic.Message))}");
            return Assert.IsType<EncoderModule>(shape);
        }).ToList();
    }
}
