using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.Checkpoints;
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
    /// <summary>The attributes that the compiler is asked for.</summary>
    internal static IReadOnlyList<string> Attributes { get; } = [.. ModuleKind.All.Select(kind => kind.MetadataName), ModuleKind.TensorNames];

    private readonly Func<GeneratorAttributeSyntaxContext, ModuleKind, CancellationToken, DeclarationResult?> _read;
    private readonly Func<ModuleDeclaration, bool, GeneratedCode> _emit;

    /// <summary>The generator.</summary>
    public ModuleGenerator()
        : this(DeclarationReader.Read, ModuleEmitter.Emit)
    {
    }

    /// <summary>With stages of its own, for tests of what happens when one of them fails.</summary>
    internal ModuleGenerator(
        Func<GeneratorAttributeSyntaxContext, ModuleKind, CancellationToken, DeclarationResult?> read,
        Func<ModuleDeclaration, bool, GeneratedCode> emit)
    {
        _read = read;
        _emit = emit;
    }

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Step<AnalyzerConfigOptionsProvider> options = Step<AnalyzerConfigOptionsProvider>.Of(context.AnalyzerConfigOptionsProvider);
        Step<Compilation> compilation = Step<Compilation>.Of(context.CompilationProvider);
        Step<ProjectFacts> project = new Steps<AdditionalText>(context.AdditionalTextsProvider.Select(static (file, _) => (object?)file))
            .SelectSome(options, static (file, all) => CheckpointFacts.Read(file, all))
            .Collect(static all => new EquatableArray<CheckpointFacts>(all))
            .Select(options, static (all, given) => ProjectFacts.Of(all, given.GlobalOptions))
            .Named(TrackingNames.Project);

        Report(context, compilation, Attributed(context, ModuleKind.TensorNames, static (_, _) => true, static (attributed, _) => NamesRule.Check(attributed)).Named(TrackingNames.Results));

        // One file of kernels for each instruction set, however many models share it; written again only when the set of kernels changes.
        Step<ModelOutputs> outputs = Register(context, ModuleKind.All[0], project, compilation);
        foreach (ModuleKind kind in ModuleKind.All.Skip(1))
        {
            outputs = outputs.Select(Register(context, kind, project, compilation), static (some, others) => some.With(others));
        }

        outputs.Select(static all => all.Kernels).Named(TrackingNames.Kernels).Output(context, static (output, needs) =>
        {
            foreach (VectorUnit unit in VectorUnit.All.Where(unit => needs.Any(need => need.Unit == unit.Name)))
            {
                GeneratedFile file = KernelFileEmitter.Emit(unit, needs.Where(need => need.Unit == unit.Name).Select(need => need.Kernel));
                output.AddSource(file.Name, file.Text);
            }
        });
    }

    /// <summary>What is read of the classes with an attribute.</summary>
    private static Steps<T> Attributed<T>(
        IncrementalGeneratorInitializationContext context, string attribute, Func<SyntaxNode, CancellationToken, bool> isMeant, Func<GeneratorAttributeSyntaxContext, CancellationToken, T?> read)
        where T : class => new(context.SyntaxProvider.ForAttributeWithMetadataName<object?>(attribute, isMeant, read));

    /// <summary>Registers the outputs of one attribute's models.</summary>
    /// <returns>What the project needs to know of them.</returns>
    private Step<ModelOutputs> Register(IncrementalGeneratorInitializationContext context, ModuleKind kind, Step<ProjectFacts> project, Step<Compilation> compilation)
    {
        Steps<CheckedModel> classes = Attributed(
                context, kind.MetadataName, static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax, (attributed, cancellation) => Isolation.Read(_read, attributed, kind, cancellation))
            .Named(TrackingNames.Results)
            .SelectSome(static result => result)
            .Select(project, static (result, facts) => CheckedModel.Of(result, facts))
            .Named(TrackingNames.Checked);

        // Neither where a class stands nor what is wrong with it decides about the source.
        Steps<GeneratedModel> models = classes
            .SelectSome(static found => found.Input)
            .Named(TrackingNames.Inputs)
            .Select(input => Isolation.Emit(_emit, input.Declaration, input.StageTimes))
            .Named(TrackingNames.Models);
        models.Output(context, static (output, model) =>
        {
            foreach (GeneratedFile file in model.Files)
            {
                output.AddSource(file.Name, file.Text);
            }
        });

        // A model does not know where its class stands, or it would be written again when the class moves: the class finds its failure.
        Step<ModelOutputs> outputs = models.Collect(ModelOutputs.Of).Named(TrackingNames.Outputs);
        Report(context, compilation, classes.Select(outputs, static (found, all) => Isolation.Diagnostics(found, all.Failures)));
        return outputs;
    }

    /// <summary>
    /// Only here does the compilation come in, to give each diagnostic a location that `#pragma warning` knows; without diagnostics nothing
    /// runs.
    /// </summary>
    private static void Report(IncrementalGeneratorInitializationContext context, Step<Compilation> compilation, Steps<EquatableArray<DiagnosticInfo>> diagnostics) => diagnostics
        .SelectSome(static found => found.Count > 0 ? found : null)
        .Named(TrackingNames.Diagnostics)
        .Output(context, compilation, static (output, found, current) =>
        {
            foreach (DiagnosticInfo diagnostic in found)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic(current));
            }
        });
}
