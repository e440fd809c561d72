using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>What one run of the generator gave.</summary>
/// <param name="Sources">The generated files by hint name, in ordinal order.</param>
/// <param name="Reported">The generator's own diagnostics, in the order of their places.</param>
/// <param name="Output">The user's files and the generated ones together.</param>
internal sealed record GeneratorRun(
    IReadOnlyDictionary<string, string> Sources, IReadOnlyList<Diagnostic> Reported, CSharpCompilation Output)
{
    /// <summary>The files of models, without the kernels that they share.</summary>
    public IReadOnlyDictionary<string, string> ModelSources => Sources.Where(source => !CachingAssertions.IsKernels(source.Key)).ToDictionary();

    /// <summary>What the compiler says about all files together, without what the generator says.</summary>
    public IReadOnlyList<Diagnostic> Compiler(DiagnosticSeverity atLeast = DiagnosticSeverity.Warning) =>
        Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= atLeast).ToList();

    /// <summary>Asserts that all files together compile without an error, and gives them back.</summary>
    public GeneratorRun Compiles()
    {
        Assert.Empty(Compiler(DiagnosticSeverity.Error));
        return this;
    }

    /// <summary>Asserts that neither the generator nor the compiler has anything to say.</summary>
    public GeneratorRun IsClean()
    {
        Assert.Empty(Reported);
        Assert.Empty(Compiler());
        return this;
    }
}
