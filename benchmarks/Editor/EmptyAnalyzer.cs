using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ShapeGen.Comparison.Editor;

/// <summary>Registers for the same calls and types as ours and does nothing with them: its cost is the compiler's own.</summary>
#pragma warning disable RS1001, RS2008 // The rules are for analyzers that a compiler loads and users see.
internal sealed class EmptyAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Nothing = new("EMPTY", "Nothing", "Nothing", "Nothing", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Nothing];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            start.RegisterOperationAction(static _ => { }, OperationKind.Invocation);
            start.RegisterSymbolAction(static _ => { }, SymbolKind.NamedType);
        });
    }
}
