using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
    /// <summary>The project's property that asks for models which take the time of their stages.</summary>
    private const string StageTimesProperty = "build_property.ShapeGenStageTimes";

    /// <summary>The property that the package's build files set: without them no checkpoint comes from the project to here.</summary>
    private const string ReadsCheckpointsProperty = "build_property.ShapeGenReadsCheckpoints";

    /// <summary>The attributes that the compiler is asked for.</summary>
    internal static IReadOnlyList<string> Attributes { get; } = [.. ModuleKind.All.Select(kind => kind.MetadataName), ModuleKind.TensorNames];

    private readonly Func<GeneratorAttributeSyntaxContext, ModuleKind, CancellationToken, DeclarationResult?> _read;
    private readonly Func<ModuleDeclaration, bool, GeneratedCode> _emit;

    /// <summary>The generator.</summary>
    public ModuleGenerator()
        : this(DeclarationMemo.Read, ModuleEmitter.Emit)
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
        IncrementalValueProvider<ProjectProperties> properties = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => new ProjectProperties(options.GlobalOptions.TryGetValue(StageTimesProperty, out string? value)
                && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase)))
            .WithTrackingName(TrackingNames.StageTimes);

        IncrementalValueProvider<ProjectCheckpoints> checkpoints = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (file, cancellation) => CheckpointFacts.Read(file.Left, file.Right, cancellation))
            .Where(static facts => facts is not null)
            .Select(static (facts, _) => facts!)
            .Collect()
            .Select(static (all, _) => new EquatableArray<CheckpointFacts>(all))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (found, _) => new ProjectCheckpoints(found.Left, found.Right.GlobalOptions.TryGetValue(ReadsCheckpointsProperty, out string? value) && value == "true"))
            .WithTrackingName(TrackingNames.Checkpoints);

        // Other numbers in a checkpoint write nothing; that it came into the assembly, or left it, writes the models that name it.
        IncrementalValueProvider<EquatableArray<EmbeddedCheckpoint>> embedded = checkpoints
            .Select(static (all, _) => new EquatableArray<EmbeddedCheckpoint>(all.Facts.Select(facts => new EmbeddedCheckpoint(facts.Path, facts.Resource))))
            .WithTrackingName(TrackingNames.Embedded);

        Report(context, context.SyntaxProvider
            .ForAttributeWithMetadataName(ModuleKind.TensorNames, static (_, _) => true, static (attributed, _) => NamesRule.Check(attributed))
            .WithTrackingName(TrackingNames.Results)
            .Where(static found => found.Count > 0)
            .WithTrackingName(TrackingNames.Diagnostics));

        // One file of kernels for each instruction set, however many models share it; written again only when the set of kernels changes.
        IncrementalValueProvider<EquatableArray<KernelNeed>> kernels = Register(context, ModuleKind.All[0], properties, checkpoints, embedded);
        foreach (ModuleKind kind in ModuleKind.All.Skip(1))
        {
            kernels = kernels.Combine(Register(context, kind, properties, checkpoints, embedded)).Select(static (both, _) => Union(both.Left.Concat(both.Right)));
        }

        context.RegisterSourceOutput(kernels.WithTrackingName(TrackingNames.Kernels), static (output, needs) =>
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

    /// <summary>Registers the outputs of one attribute's models.</summary>
    /// <returns>The kernels that they need.</returns>
    private IncrementalValueProvider<EquatableArray<KernelNeed>> Register(IncrementalGeneratorInitializationContext context, ModuleKind kind, IncrementalValueProvider<ProjectProperties> properties, IncrementalValueProvider<ProjectCheckpoints> checkpoints, IncrementalValueProvider<EquatableArray<EmbeddedCheckpoint>> embedded)
    {
        IncrementalValuesProvider<DeclarationResult> results = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                kind.MetadataName,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                (attributed, cancellation) => Isolation.Read(_read, attributed, kind, cancellation))
            .WithTrackingName(TrackingNames.Results)
            .Where(static result => result is not null)
            .Select(static (result, _) => result!);

        IncrementalValuesProvider<ModuleDeclaration> declarations = results
            .Where(static result => result.Declaration is not null)
            .Combine(embedded)
            .Select(static (found, _) => found.Left.WithEmbedded(found.Right))
            .WithTrackingName(TrackingNames.Declarations);

        IncrementalValuesProvider<GeneratedModel> models = declarations
            .Combine(properties)
            .Select((wanted, _) => Isolation.Emit(_emit, wanted.Left, wanted.Right.StageTimes))
            .WithTrackingName(TrackingNames.Models);

        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> diagnostics = results
            .Where(static result => result.Diagnostics.Count > 0)
            .Select(static (result, _) => result.Diagnostics)
            .WithTrackingName(TrackingNames.Diagnostics);

        // A model does not know where its class stands, or it would be written again when the class moves: the results do.
        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> failures = results
            .Combine(models.Where(static model => model.Failure is not null).Collect().Select(static (all, _) => new EquatableArray<GeneratedModel>(all)))
            .Select(static (found, _) => new EquatableArray<DiagnosticInfo>(
                from model in found.Right
                where model.FileStem == found.Left.Declaration?.Type.FileStem
                select Isolation.Failed(found.Left.Declaration!.Type.Name, model.Failure!, found.Left.Class)))
            .Where(static failed => failed.Count > 0);

        // Of the models with a checkpoint only; the source does not depend on it.
        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> misfits = results
            .Where(static result => result is { Checkpoint: not null, Declaration.Shape: not null })
            .Combine(checkpoints)
            .Select(static (found, _) => new EquatableArray<DiagnosticInfo>(Isolation.Check(found.Left, found.Right)))
            .Where(static found => found.Count > 0)
            .WithTrackingName(TrackingNames.Misfits);

        // Of the models with a budget only; the source does not depend on it.
        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> budgets = results
            .Where(static result => result is { Budget: not null, Declaration.Shape: not null })
            .Select(static (result, _) => new EquatableArray<DiagnosticInfo>(Isolation.CheckBudget(result)))
            .Where(static found => found.Count > 0)
            .WithTrackingName(TrackingNames.Diagnostics);

        // Only where the weights are in the assembly is Load() generated, and a member of the user's in its way.
        IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> taken = results
            .Where(static result => result.Checkpoint is { Taken: not null })
            .Combine(embedded)
            .Select(static (found, _) => new EquatableArray<DiagnosticInfo>(found.Left.Checkpoint!.FindEmbedded(found.Right) is null ? [] : [found.Left.Checkpoint.Taken!]))
            .Where(static found => found.Count > 0)
            .WithTrackingName(TrackingNames.Diagnostics);

        context.RegisterSourceOutput(models, static (output, model) =>
        {
            foreach (GeneratedFile file in model.Files)
            {
                output.AddSource(file.Name, file.Text);
            }
        });
        Report(context, diagnostics);
        Report(context, failures);
        Report(context, misfits);
        Report(context, budgets);
        Report(context, taken);
        return models.Select(static (model, _) => model.Kernels).Collect().Select(static (needs, _) => Union(needs.SelectMany(need => need)));
    }

    /// <summary>
    /// Only here does the compilation come in, to give each diagnostic a location that `#pragma warning` knows; without diagnostics nothing
    /// runs.
    /// </summary>
    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<EquatableArray<DiagnosticInfo>> diagnostics) =>
        context.RegisterSourceOutput(diagnostics.Combine(context.CompilationProvider), static (output, found) =>
        {
            foreach (DiagnosticInfo diagnostic in found.Left)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic(found.Right));
            }
        });
}

/// <summary>The properties of the project that decide about the source.</summary>
/// <remarks>
/// A class, as every value of the pipeline is: the compiler's own classes for the steps are generic, and for a struct, or a pair with one in it, the JIT
/// compiles them anew. It took 125 methods to hand on a bool.
/// </remarks>
/// <param name="StageTimes">Whether models take the time of their stages.</param>
internal sealed record ProjectProperties(bool StageTimes);
