using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using ShapeGen.Generator;

namespace ShapeGen.CodeFixes.Tests;

/// <summary>
/// Roslyn's own harness with the generator in it. It applies a fix until nothing is left, then fix-all in document, project and solution, and asserts that each
/// way ends in the same text. Slower than <see cref="FixRun"/>, so for the ways that an editor goes, not for each edit.
/// </summary>
internal sealed class Verify<TAnalyzer, TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    private Verify()
    {
        // No package is fetched: the framework that the tests run on, and the runtime that they are built with.
        ReferenceAssemblies = new("net10.0");
        TestState.AdditionalReferences.AddRange(FixRun.References);
        FixedState.AdditionalReferences.AddRange(FixRun.References);
        TestBehaviors |= TestBehaviors.SkipGeneratedSourcesCheck;
        CompilerDiagnostics = CompilerDiagnostics.None;
    }

    protected override IEnumerable<Type> GetSourceGenerators() => [typeof(ModuleGenerator)];

    /// <param name="source">The source with <c>[|…|]</c> or <c>{|SHG0001:…|}</c> around what is reported.</param>
    /// <param name="expected">The source afterwards.</param>
    /// <param name="header">What the build makes of the project's checkpoint.</param>
    /// <param name="action">Which of the offered actions is applied.</param>
    public static Task Fix(string source, string expected, string? header = null, int action = 0)
    {
        Verify<TAnalyzer, TFix> test = new()
        {
            TestCode = "using ShapeGen;\n" + source,
            FixedCode = "using ShapeGen;\n" + expected,
            CodeActionIndex = action,
        };
        if (header is not null)
        {
            foreach (SolutionState state in new[] { test.TestState, test.FixedState })
            {
                state.AdditionalFiles.Add(("/obj/header.txt", header));
                state.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n[/obj/header.txt]\nbuild_metadata.AdditionalFiles.ShapeGenCheckpoint = model.safetensors\n"));
            }
        }

        return test.RunAsync();
    }
}
