using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator;

/// <summary>
/// The pipeline: attributed classes to declarations; declarations to source; diagnostics, apart, to the compiler. Only the declaration,
/// and one property of the project, decide about the source, so an edit that leaves it as it was costs nothing further.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModuleGenerator : IIncrementalGenerator
{
    /// <summary>The project's property that asks for models which take the time of their stages.</summary>
    private const string StageTimesProperty = "build_property.ShapeGenStageTimes";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<bool> stageTimes = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue(StageTimesProperty, out string? value)
                && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase))
            .WithTrackingName(TrackingNames.StageTimes);
        foreach (ModuleKind kind in ModuleKind.All)
        {
            Register(context, kind, stageTimes);
        }
    }

    private static void Register(IncrementalGeneratorInitializationContext context, ModuleKind kind, IncrementalValueProvider<bool> stageTimes)
    {
        IncrementalValuesProvider<DeclarationResult> results = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                kind.MetadataName,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                (attributed, cancellation) => DeclarationReader.Read(attributed, kind, cancellation))
            .WithTrackingName(TrackingNames.Results)
            .Where(static result => result is not null)
            .Select(static (result, _) => result!);

        IncrementalValuesProvider<ModuleDeclaration> declarations = results
            .Where(static result => result.Declaration is not null)
            .Select(static (result, _) => result.Declaration!)
            .WithTrackingName(TrackingNames.Declarations);

        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> diagnostics = results
            .Where(static result => result.Diagnostics.Count > 0)
            .Select(static (result, _) => result.Diagnostics)
            .WithTrackingName(TrackingNames.Diagnostics);

        context.RegisterSourceOutput(declarations.Combine(stageTimes), static (output, wanted) =>
        {
            foreach (GeneratedFile file in ModuleEmitter.Emit(wanted.Left, stageTimes: wanted.Right))
            {
                output.AddSource(file.Name, file.Text);
            }
        });

        // Only here does the compilation come in, to give each diagnostic a location that `#pragma warning` knows; without
        // diagnostics nothing runs.
        context.RegisterSourceOutput(diagnostics.Combine(context.CompilationProvider), static (output, found) =>
        {
            foreach (DiagnosticInfo diagnostic in found.Left)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic(found.Right));
            }
        });
    }
}
