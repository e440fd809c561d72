using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds attributes that mean something only beside one that declares a model, on a class without: the generator does not look at such a class.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelAttributesAnalyzer : DiagnosticAnalyzer
{
    /// <summary>What the message shows of an encoder.</summary>
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
            if (CalledModels.Of(start.Compilation) is not null)
            {
                start.RegisterSymbolAction(Check, SymbolKind.NamedType);
            }
        });
    }

    private static void Check(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (!type.GetAttributes().Any(ModuleKind.IsShapeGens) || ModuleKind.AppliedTo(type).Count > 0)
        {
            return;
        }

        if (BudgetReader.Of(type) is { } budget)
        {
            Report(
                context, Descriptors.Contradiction, budget, [Remove("Budget")], "[Budget]", $"the class '{type.Name}', which is no model",
                "it limits what a model takes; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove it");
        }

        if (ModuleKind.TraceOf(type) is { } trace)
        {
            Report(
                context, Descriptors.Contradiction, trace, [Remove("Trace")], "[Trace]", $"the class '{type.Name}', which is no model",
                "it hands out the results of a model's stages; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove it");
        }

        // One of the two: what declares the model makes the other one right.
        if (ModuleKind.CheckpointOf(type) is { } checkpoint)
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
            if (StageArguments.NameOf(attribute) is { } name)
            {
                Report(context, CallSiteDescriptors.StageWithoutModel, attribute, [Declare(name, $"Add {Example}", Example), Remove(name)], type.Name, name);

                // A class is reported once, however many stages it has.
                return;
            }
        }
    }

    private static SuggestedEdit Declare(string at, string title, string attributes) => new(EditKind.Declare, at, title, attributes);

    private static SuggestedEdit Remove(string name) => new(EditKind.RemoveAttribute, name, "", "");

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor descriptor, AttributeData attribute, IEnumerable<SuggestedEdit> edits, params string[] arguments)
    {
        Location at = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? Location.None;
        context.ReportDiagnostic(Diagnostic.Create(descriptor, at, SuggestedEdit.ToProperties(new(edits)), arguments.ToArray<object>()));
    }
}
