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
            ModuleShape? shape = new ModelAttributes(type, ClassAttributes.AppliedTo(type).Single(), diagnostics, default).Read();
            Assert.True(diagnostics.Count == 0, $"[{attributes}]: {string.Join("; ", diagnostics.Select(diagnostic => diagnostic.Message))}");
            return Assert.IsType<EncoderModule>(shape);
        }).ToList();
    }
}
