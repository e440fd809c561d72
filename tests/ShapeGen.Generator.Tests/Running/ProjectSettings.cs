using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>The settings of a consumer's project that generated code must get along with. The defaults are those of a new project.</summary>
internal sealed record ProjectSettings
{
    /// <summary>A compilation without files for each of the settings: those made from one share the symbols of all references.</summary>
    private static readonly ConcurrentDictionary<ProjectSettings, CSharpCompilation> Empty = new();

    public static ProjectSettings Default { get; } = new();

    public LanguageVersion Language { get; init; } = LanguageVersion.Latest;

    public OptimizationLevel Optimization { get; init; } = OptimizationLevel.Debug;

    public OutputKind Output { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    /// <summary>Whether documentation comments are only kept, or checked as with <c>GenerateDocumentationFile</c>.</summary>
    public DocumentationMode Documentation { get; init; } = DocumentationMode.Parse;

    /// <summary><c>CheckForOverflowUnderflow</c>.</summary>
    public bool CheckOverflow { get; init; }

    /// <summary><c>ShapeGenStageTimes</c>, where the project sets it.</summary>
    public string? StageTimes { get; init; }

    /// <summary>Whether the project has the package's build files, as one that references the package has.</summary>
    public bool HasBuildFiles { get; init; } = true;

    /// <summary>The project's checkpoints: the path of each, and the text that the build makes of it.</summary>
    public IReadOnlyList<SourceFile> Checkpoints { get; init; } = [];

    /// <summary>The level of warnings; 9999 is every one that the compiler has.</summary>
    public int WarningLevel { get; init; } = 9999;

    public IReadOnlyList<MetadataReference> References { get; init; } = Running.References.Current;

    /// <summary>The project's properties as the build hands them to generators.</summary>
    public AnalyzerConfigOptionsProvider BuildProperties => new Properties(StageTimes, HasBuildFiles, Checkpoints);

    /// <summary>The checkpoints as the build hands them to generators.</summary>
    public ImmutableArray<AdditionalText> AdditionalTexts => [.. Checkpoints.Select(file => new Header(file))];

    public CSharpParseOptions ParseOptions => new(Language, Documentation);

    public CSharpCompilation Compile(IEnumerable<SourceFile> files) => Empty.GetOrAdd(this, static settings => settings.CreateEmpty())
        .AddSyntaxTrees(files.Select(file => CSharpSyntaxTree.ParseText(file.Text, ParseOptions, file.Path, System.Text.Encoding.UTF8)));

    private CSharpCompilation CreateEmpty() => CSharpCompilation.Create(
        "Consumer",
        references: References,
        options: new CSharpCompilationOptions(
            Output,
            optimizationLevel: Optimization,
            nullableContextOptions: Nullable,
            checkOverflow: CheckOverflow,
            warningLevel: WarningLevel,
            concurrentBuild: false));

    private sealed class Properties(string? stageTimes, bool hasBuildFiles, IReadOnlyList<SourceFile> checkpoints) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(("build_property.ShapeGenStageTimes", stageTimes), ("build_property.ShapeGenReadsCheckpoints", hasBuildFiles ? "true" : null));

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Options(("build_metadata.AdditionalFiles.ShapeGenCheckpoint", checkpoints.FirstOrDefault(file => Header.PathOf(file) == textFile.Path) is { } found ? Uri.EscapeDataString(found.Path) : null));
    }

    private sealed class Options(params (string Key, string? Value)[] settings) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = settings.FirstOrDefault(setting => setting.Key == key).Value;
            return value is not null;
        }
    }
}

/// <summary>The text that the build makes of a checkpoint.</summary>
internal sealed class Header(SourceFile file) : AdditionalText
{
    public override string Path => PathOf(file);

    public static string PathOf(SourceFile file) => $"obj/{file.Path.Replace('/', '_')}.txt";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(file.Text, System.Text.Encoding.UTF8);
}

/// <summary>A file of the consumer's project.</summary>
internal sealed record SourceFile(string Path, string Text);
