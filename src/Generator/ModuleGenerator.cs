using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Planning;

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
        List<IncrementalValueProvider<EquatableArray<KernelNeed>>> kernels = [];
        foreach (ModuleKind kind in ModuleKind.All)
        {
            kernels.Add(Register(context, kind, stageTimes));
        }

        // One file of kernels for each instruction set, however many models share it; made anew only when the set of kernels changes.
        IncrementalValueProvider<EquatableArray<KernelNeed>> all = kernels
            .Aggregate((some, more) => some.Combine(more).Select(static (both, _) => Union(both.Left.Concat(both.Right))))
            .WithTrackingName(TrackingNames.Kernels);
        context.RegisterSourceOutput(all, static (output, needs) =>
        {
            foreach (VectorUnit unit in VectorUnit.All.Where(unit => needs.Any(need => need.Unit == unit.Name)))
            {
                GeneratedFile file = KernelFileEmitter.Emit(unit, needs.Where(need => need.Unit == unit.Name).Select(need => need.Kernel));
                output.AddSource(file.Name, file.Text);
            }
        });
    }

    /// <summary>Each kernel once, in an order that does not depend on the models'.</summary>
    private static EquatableArray<KernelNeed> Union(IEnumerable<KernelNeed> needs) =>
        new(needs.Distinct().OrderBy(need => need.Unit, StringComparer.Ordinal).ThenBy(need => need.Kernel.Key, StringComparer.Ordinal));

    /// <summary>Registers the outputs of one attribute's models, and gives the kernels that they need.</summary>
    private static IncrementalValueProvider<EquatableArray<KernelNeed>> Register(
        IncrementalGeneratorInitializationContext context, ModuleKind kind, IncrementalValueProvider<bool> stageTimes)
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

        IncrementalValuesProvider<GeneratedModule> modules = declarations
            .Combine(stageTimes)
            .Select(static (wanted, _) => ModuleEmitter.Emit(wanted.Left, stageTimes: wanted.Right))
            .WithTrackingName(TrackingNames.Modules);

        context.RegisterSourceOutput(modules, static (output, module) =>
        {
            foreach (GeneratedFile file in module.Files)
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

        return modules.Select(static (module, _) => module.Kernels).Collect().Select(static (needs, _) => Union(needs.SelectMany(need => need)));
    }
}
