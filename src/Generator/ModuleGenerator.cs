using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;
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
    internal static IReadOnlyList<string> Attributes { get; } = [.. ModuleKind.All.Select(kind => kind.MetadataName), ClassAttributes.TensorNames];

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
        IncrementalValueProvider<ProjectFacts> project = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (file, cancellation) => CheckpointReader.Read(file.Left, file.Right, cancellation))
            .Where(static facts => facts is not null)
            .Collect()
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (found, _) => ProjectFacts.Of(new(found.Left!), found.Right.GlobalOptions))
            .WithTrackingName(TrackingNames.Project);

        Report(context, context.SyntaxProvider
            .ForAttributeWithMetadataName(ClassAttributes.TensorNames, static (_, _) => true, static (attributed, _) => NamesRule.Check(attributed))
            .WithTrackingName(TrackingNames.Results));

        // The kernels of all models: a file for each instruction set, written again only when the set of kernels changes.
        IncrementalValueProvider<ModelOutputs> outputs = ModuleKind.All
            .Select(kind => Register(context, kind, project))
            .Aggregate(static (some, others) => some.Combine(others).Select(static (both, _) => both.Left.With(both.Right)));
        context.RegisterSourceOutput(outputs.Select(static (all, _) => all.Kernels).WithTrackingName(TrackingNames.Kernels), static (output, kernels) =>
        {
            foreach (GeneratedFile file in KernelFileEmitter.Emit(kernels))
            {
                output.AddSource(file.Name, file.Text);
            }
        });
    }

    /// <summary>Registers the outputs of one attribute's models.</summary>
    /// <returns>What the project needs to know of them.</returns>
    private IncrementalValueProvider<ModelOutputs> Register(IncrementalGeneratorInitializationContext context, ModuleKind kind, IncrementalValueProvider<ProjectFacts> project)
    {
        IncrementalValuesProvider<CheckedModel> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                kind.MetadataName,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                (attributed, cancellation) => Isolation.Read(_read, attributed, kind, cancellation))
            .WithTrackingName(TrackingNames.Results)
            .Where(static result => result is not null)
            .Combine(project)
            .Select(static (found, _) => CheckedModel.Of(found.Left!, found.Right))
            .WithTrackingName(TrackingNames.Checked);

        // The source must not depend on locations or diagnostics.
        IncrementalValuesProvider<GeneratedModel> models = classes
            .Where(static found => found.Input is not null)
            .Select(static (found, _) => found.Input!)
            .WithTrackingName(TrackingNames.Inputs)
            .Select((input, _) => Isolation.Emit(_emit, input.Declaration, input.StageTimes))
            .WithTrackingName(TrackingNames.Models);
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            foreach (GeneratedFile file in model.Files)
            {
                output.AddSource(file.Name, file.Text);
            }
        });

        // A model does not know where its class stands, or it would be written again when the class moves: the class finds its failure.
        IncrementalValueProvider<ModelOutputs> outputs = models.Collect().Select(static (all, _) => ModelOutputs.Of(all)).WithTrackingName(TrackingNames.Outputs);
        Report(context, classes.Combine(outputs).Select(static (found, _) => Isolation.Diagnostics(found.Left, found.Right.Failures)));
        return outputs;
    }

    /// <summary>
    /// Only here does the compilation come in, to give each diagnostic a location that `#pragma warning` knows; without diagnostics nothing
    /// runs.
    /// </summary>
    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> diagnostics)
    {
        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> some = diagnostics
            .Where(static found => found.Count > 0)
            .WithTrackingName(TrackingNames.Diagnostics);
        context.RegisterSourceOutput(some.Combine(context.CompilationProvider), static (output, found) =>
        {
            foreach (DiagnosticInfo diagnostic in found.Left)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic(found.Right));
            }
        });
    }
}
