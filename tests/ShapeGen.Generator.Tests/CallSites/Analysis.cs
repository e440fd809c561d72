using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Tests.Diagnostics;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>Runs the analyzers on a source and what is generated for it, as a build does, and asserts exactly what they report.</summary>
internal static class Analysis
{
    private const string Usings = "using System;\nusing System.Linq;\nusing ShapeGen;\n";

    /// <summary>Asserts what is reported at the marked places, and that the source compiles.</summary>
    /// <param name="markup">The source, with the places marked.</param>
    /// <param name="messages">The messages in the order of the marks.</param>
    public static void Expect(string markup, params string[] messages)
    {
        Markup expected = Markup.Parse(Usings + markup);
        IEnumerable<string> wanted = expected.Marks.Select((mark, index) => Show(expected.Source, mark.Id, new(mark.Start, mark.Length), messages.ElementAtOrDefault(index) ?? ""));
        Assert.Equal(wanted.Order(), Reported(expected.Source).Select(found => Show(expected.Source, found.Id, found.Location.SourceSpan, found.GetMessage(CultureInfo.InvariantCulture))).Order());
    }

    /// <summary>What the analyzers report, with the settings of a project.</summary>
    public static IReadOnlyList<Diagnostic> Reported(string source, ProjectSettings? settings = null)
    {
        GeneratorRun run = GeneratorRunner.RunOnce([new SourceFile("Model.cs", source)], settings);

        // Only in the user's file: binding the generated bodies and kernels takes a hundred times as long, and other tests do it.
        AnalyzerOptions options = settings is null ? new([]) : new(settings.AdditionalTexts, settings.BuildProperties);
        return Reported(run.Output, run.Output.SyntaxTrees.First(), options);
    }

    /// <summary>What they report in one file, which has no errors.</summary>
    public static IReadOnlyList<Diagnostic> Reported(Compilation compilation, SyntaxTree file, AnalyzerOptions options)
    {
        SemanticModel semantics = compilation.GetSemanticModel(file);
        Assert.Empty(semantics.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        CompilationWithAnalyzers analysis = compilation.WithAnalyzers(CallSiteAnalyzers.All, new CompilationWithAnalyzersOptions(
            options, onAnalyzerException: (exception, _, _) => throw new InvalidOperationException("An analyzer failed.", exception), concurrentAnalysis: false, logAnalyzerExecutionTime: false));
        IReadOnlyList<Diagnostic> found = analysis.GetAnalyzerSemanticDiagnosticsAsync(semantics, filterSpan: null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.DoesNotContain(found, diagnostic => diagnostic.Id == "AD0001");
        return found;
    }

    private static string Show(string source, string id, TextSpan span, string message) => $"{id} at {span} '{source.Substring(span.Start, span.Length)}': {message}";
}
