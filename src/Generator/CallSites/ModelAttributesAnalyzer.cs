using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds attributes that have an effect only together with one that declares a model, on classes without one: the generator does not see such classes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelAttributesAnalyzer : DiagnosticAnalyzer
{
    /// <summary>An encoder to show in the message.</summary>
    private static readonly string Example = $"[Encoder({ModuleKind.Encoder.Example})]";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(CallSiteDescriptors.StageWithoutModel, CallSiteDescriptors.CheckpointWithoutModel, Descriptors.Contradiction);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CalledModels.AreIn(start.Compilation))
            {
                start.RegisterSymbolAction(Check, SymbolKind.NamedType);
            }
        });
    }

    private static void Check(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (!type.GetAttributes().Any(ClassAttributes.IsShapeGens) || ClassAttributes.AppliedTo(type).Count > 0)
        {
            return;
        }

        if (ClassAttributes.BudgetOf(type) is { } budget)
        {
            Report(
                context, Descriptors.Contradiction, budget, [Remove("Budget")], "[Budget]", $"the class '{type.Name}', which is not a model",
                "it limits the costs of a model; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove [Budget]");
        }

        if (ClassAttributes.TraceOf(type) is { } trace)
        {
            Report(
                context, Descriptors.Contradiction, trace, [Remove("Trace")], "[Trace]", $"the class '{type.Name}', which is not a model",
                "it exposes the intermediate results of a model; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove [Trace]");
        }

        // Only the checkpoint is reported: declaring the model corrects the stages too.
        if (ClassAttributes.CheckpointOf(type) is { } checkpoint)
        {
            if (checkpoint.ConstructorArguments is { Length: 1 } arguments && arguments[0].Value is string path)
            {
                (string advice, SuggestedEdit? declaration) = CheckpointDeclaration.Of(path, checkpoint, context.Options, context.CancellationToken);
                SuggestedEdit[] edits = declaration is null ? [Remove("Checkpoint")] : [declaration, Remove("Checkpoint")];
                Report(context, CallSiteDescriptors.CheckpointWithoutModel, checkpoint, edits, type.Name, Literals.String(path), advice + ", or remove [Checkpoint]");
            }

            return;
        }

        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (StageAttributes.NameOf(attribute) is { } name)
            {
                Report(context, CallSiteDescriptors.StageWithoutModel, attribute, [Declare(name, $"Add {Example}", Example), Remove(name)], type.Name, name);

                // One report for each class.
                return;
            }
        }
    }

    private static SuggestedEdit Declare(string at, string title, string attributes) => new(EditKind.Declare, at, title, attributes);

    private static SuggestedEdit Remove(string name) => new(EditKind.RemoveAttribute, name, "", "");

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor descriptor, AttributeData attribute, IEnumerable<SuggestedEdit> edits, params string[] arguments)
    {
        Location at = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? Location.None;
        context.ReportDiagnostic(Diagnostic.Create(descriptor, at, EditProperties.Of(new(edits)), arguments.ToArray<object>()));
    }
}
