using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator;
using ShapeGen.Generator.CallSites;

namespace ShapeGen.CodeFixes.Tests;

/// <summary>
/// Code fixes in a workspace with the generator and the analyzers, as an editor has them. What the generator reports comes from the compilation with its
/// files, what the analyzers report from them; each provider is then asked for its actions, and the action is applied.
/// </summary>
internal static class FixRun
{
    private const string Usings = "using ShapeGen;\n";

    /// <summary>The framework that the tests run on, and the runtime that they are built with. Once for all compilations: what the compiler reads of them, it keeps with them.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } = FindReferences();

    /// <summary>All code fixes.</summary>
    public static IReadOnlyList<CodeFixProvider> Providers { get; } =
    [
        .. typeof(AttributeEditFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider))).Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>The titles that are offered for the only diagnostic, in order.</summary>
    public static async Task<IReadOnlyList<string>> Titles(string source, string? header = null)
    {
        using AdhocWorkspace workspace = new();
        Document document = Create(workspace, source, header);
        return [.. (await Actions(document)).Select(action => action.Action.Title)];
    }

    /// <summary>The source after an action of that title, which must leave nothing to report.</summary>
    /// <param name="source">The source, without <c>using ShapeGen</c>.</param>
    /// <param name="title">The action's title.</param>
    /// <param name="header">What the build makes of the project's checkpoint.</param>
    /// <param name="isRight">Whether nothing is to be reported afterwards.</param>
    /// <param name="isProgram">Whether the source may have top-level statements.</param>
    /// <param name="usings">What the file begins with.</param>
    public static async Task<string> Apply(string source, string title, string? header = null, bool isRight = true, bool isProgram = false, string usings = Usings)
    {
        using AdhocWorkspace workspace = new();
        Document document = Create(workspace, source, header, isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, usings);
        (Diagnostic Diagnostic, CodeAction Action)[] offered = [.. (await Actions(document)).Where(action => action.Action.Title == title)];
        Assert.True(offered.Length > 0, $"'{title}' is not offered, but {string.Join(", ", (await Actions(document)).Select(action => $"'{action.Action.Title}'"))}.");
        return await Result(workspace, document, offered[0].Action, isRight, usings);
    }

    /// <summary>The source after all diagnostics of the first one's action are fixed at once.</summary>
    public static async Task<string> ApplyToAll(string source, string title, string? header = null)
    {
        using AdhocWorkspace workspace = new();
        Document document = Create(workspace, source, header);
        (Diagnostic diagnostic, CodeAction action) = (await Actions(document)).First(offered => offered.Action.Title == title);
        CodeFixProvider provider = Providers.Single(one => one.FixableDiagnosticIds.Contains(diagnostic.Id));
        FixAllContext context = new(
            document, provider, FixAllScope.Document, action.EquivalenceKey!, [diagnostic.Id], new Found(await Diagnostics(document)), CancellationToken.None);
        CodeAction? all = await provider.GetFixAllProvider()!.GetFixAsync(context);
        return await Result(workspace, document, all!, isRight: true, Usings);
    }

    private static async Task<string> Result(AdhocWorkspace workspace, Document document, CodeAction action, bool isRight, string usings)
    {
        foreach (CodeActionOperation operation in await action.GetOperationsAsync(CancellationToken.None))
        {
            operation.Apply(workspace, CancellationToken.None);
        }

        Document changed = workspace.CurrentSolution.GetDocument(document.Id)!;
        if (isRight)
        {
            Assert.Empty(await Diagnostics(changed));
        }

        string text = (await changed.GetTextAsync()).ToString();
        Assert.StartsWith(usings, text, StringComparison.Ordinal);
        return text[usings.Length..];
    }

    private static async Task<IReadOnlyList<(Diagnostic Diagnostic, CodeAction Action)>> Actions(Document document)
    {
        List<(Diagnostic, CodeAction)> actions = [];
        foreach (Diagnostic diagnostic in await Diagnostics(document))
        {
            foreach (CodeFixProvider provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                await provider.RegisterCodeFixesAsync(new(document, diagnostic, (action, _) => actions.Add((diagnostic, action)), CancellationToken.None));
            }
        }

        return actions;
    }

    /// <summary>What ShapeGen, and the compiler of what is no body of a method, has to say.</summary>
    private static async Task<ImmutableArray<Diagnostic>> Diagnostics(Document document)
    {
        Project project = document.Project;
        CSharpCompilation compilation = (CSharpCompilation)(await project.WithAnalyzerReferences([]).GetCompilationAsync())!;
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ModuleGenerator().AsSourceGenerator()], project.AnalyzerOptions.AdditionalFiles, (CSharpParseOptions)project.ParseOptions!, new Options());
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> generated);
        SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
        SemanticModel semantics = output.GetSemanticModel(output.SyntaxTrees.Single(one => one.FilePath == tree.FilePath));
        CompilationWithAnalyzers analysis = output.WithAnalyzers(CallSiteAnalyzers.All, new AnalyzerOptions(project.AnalyzerOptions.AdditionalFiles, new Options()));
        return
        [
            .. generated,
            .. await analysis.GetAnalyzerSemanticDiagnosticsAsync(semantics, null, CancellationToken.None),
            .. semantics.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && generated.IsEmpty),
        ];
    }

    private static Document Create(
        AdhocWorkspace workspace, string source, string? header, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, string usings = Usings)
    {
        ProjectId id = ProjectId.CreateNewId();
        Solution solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Default, "Consumer", "Consumer", LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable),
                parseOptions: new CSharpParseOptions(LanguageVersion.Latest),
                metadataReferences: References));
        DocumentId document = DocumentId.CreateNewId(id);
        solution = solution.AddDocument(document, "Model.cs", SourceText.From(usings + source, Encoding.UTF8), filePath: "/Model.cs");
        if (header is not null)
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), "header.txt", SourceText.From(header, Encoding.UTF8), filePath: Options.HeaderPath);
        }

        Assert.True(workspace.TryApplyChanges(solution));
        return workspace.CurrentSolution.GetDocument(document)!;
    }

    private static List<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(EncoderAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>The project's settings, as a build hands them over: one checkpoint.</summary>
    internal sealed class Options : AnalyzerConfigOptionsProvider
    {
        public const string HeaderPath = "/obj/header.txt";

        public override AnalyzerConfigOptions GlobalOptions { get; } = new Setting(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Setting(textFile.Path == HeaderPath ? "model.safetensors" : null);

        private sealed class Setting(string? checkpoint) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key == "build_metadata.AdditionalFiles.ShapeGenCheckpoint" ? checkpoint : null;
                return value is not null;
            }
        }
    }

    private sealed class Found(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
