using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ShapeGen.Generator.CallSites;

/// <summary>All analyzers of the assembly, for tests and benchmarks.</summary>
internal static class CallSiteAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } =
        ImmutableArray.Create<DiagnosticAnalyzer>(new ModelAttributesAnalyzer(), new CallAnalyzer());
}
