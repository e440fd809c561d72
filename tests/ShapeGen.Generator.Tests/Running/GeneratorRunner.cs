using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>
/// Runs the generator as a compiler does. Every run is made twice, the second time on a clone of the compilation, and asserts what must hold
/// for any source at all: that nothing was computed again, that no model holds on to the compiler's objects, and that nothing was thrown.
/// So no test can forget to ask.
/// </summary>
internal static class GeneratorRunner
{
    private static readonly GeneratorDriverOptions Tracking = new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);

    public static GeneratorRun Run(string source, ProjectSettings? settings = null, ModuleGenerator? generator = null) =>
        Run([new("Model.cs", source)], settings, generator);

    public static GeneratorRun Run(IEnumerable<SourceFile> files, ProjectSettings? settings = null, ModuleGenerator? generator = null)
    {
        settings ??= ProjectSettings.Default;
        CSharpCompilation compilation = settings.Compile(files);
        GeneratorDriver driver = Driver(settings, generator).RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        GeneratorRunResult first = Single(driver);
        GeneratorRunResult second = Single(driver.RunGenerators(compilation.Clone()));

        CachingAssertions.AllNamesOccur(first);
        CachingAssertions.NothingRanAgain(first, second);
        ModelAssertions.NoCompilerObjects(first);
        return ToRun(first, output);
    }

    /// <summary>One run without the assertions on caching, for tests that make thousands.</summary>
    public static GeneratorRun RunOnce(string source, ProjectSettings? settings = null) => RunOnce([new("Model.cs", source)], settings);

    public static GeneratorRun RunOnce(IEnumerable<SourceFile> files, ProjectSettings? settings = null)
    {
        settings ??= ProjectSettings.Default;
        GeneratorDriver driver = Driver(settings).RunGeneratorsAndUpdateCompilation(
            settings.Compile(files), out Compilation output, out _);
        return ToRun(Single(driver), output);
    }

    /// <summary>A driver that remembers why each step ran.</summary>
    public static GeneratorDriver Driver(ProjectSettings settings, ModuleGenerator? generator = null) => CSharpGeneratorDriver.Create(
        [(generator ?? new ModuleGenerator()).AsSourceGenerator()], settings.AdditionalTexts, parseOptions: settings.ParseOptions, optionsProvider: settings.BuildProperties, driverOptions: Tracking);

    /// <summary>The result of the only generator, which must not have thrown: the compiler would say CS8785 and go on without it.</summary>
    public static GeneratorRunResult Single(GeneratorDriver driver)
    {
        GeneratorDriverRunResult all = driver.GetRunResult();
        GeneratorRunResult result = Assert.Single(all.Results);
        Assert.Null(result.Exception);
        Assert.DoesNotContain(all.Diagnostics, diagnostic => diagnostic.Id is "CS8785" or "CS8784");
        return result;
    }

    private static GeneratorRun ToRun(GeneratorRunResult result, Compilation output) => new(
        result.GeneratedSources.ToImmutableSortedDictionary(source => source.HintName, source => source.SourceText.ToString(), StringComparer.Ordinal),
        result.Diagnostics.Where(diagnostic => !diagnostic.IsSuppressed)
            .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToList(),
        (CSharpCompilation)output);
}
