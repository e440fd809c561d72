using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;
using ShapeGen.Tool.Compilers;
using ShapeGen.Tool.Console;
using RoslynCompilation = Microsoft.CodeAnalysis.Compilation;

namespace ShapeGen.Tool.Compilation;

/// <summary>
/// Turns C# source into a model that runs, with the generator and the compiler in this process. A wrong declaration is a
/// <see cref="ToolException"/> that lists the compiler's and the generator's errors with their lines.
/// </summary>
internal sealed class DeclarationCompiler
{
    /// <summary>Maximum number of errors in a message.</summary>
    private const int MaxErrors = 20;

    /// <summary>Maximum number of rounds that leave out code: code that is left out in one round may cause errors in the next.</summary>
    private const int MaxRounds = 10;

    private const string AssemblyName = "ShapeGen.Model";

    private static readonly CSharpParseOptions s_parseOptions = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithPreprocessorSymbols("RELEASE", "NET", "NET10_0", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER");

    /// <summary>The implicit usings of a new project, and ShapeGen's namespace, which a project may import in another file.</summary>
    private static readonly SyntaxTree s_usings = CSharpSyntaxTree.ParseText(
        string.Concat(new[] { "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "ShapeGen" }.Select(name => $"global using {name};\n")),
        s_parseOptions,
        "GlobalUsings.cs");

    private readonly DeclarationSource _source;
    private readonly CompilationSettings _settings;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentDictionary<string, DeclarationResult> _results = new(StringComparer.Ordinal);

    private DeclarationCompiler(DeclarationSource source, CompilationSettings settings, CancellationToken cancellation)
    {
        _source = source;
        _settings = settings;
        _cancellation = cancellation;
    }

    /// <summary>Compiles a declaration and loads it.</summary>
    /// <param name="source">The source.</param>
    /// <param name="settings">How to compile it.</param>
    /// <param name="cancellation">When to stop.</param>
    /// <exception cref="ToolException">The source does not compile, declares no model, or declares several and none is chosen.</exception>
    public static CompiledModel Compile(DeclarationSource source, CompilationSettings? settings = null, CancellationToken cancellation = default) =>
        new DeclarationCompiler(source, settings ?? new(), cancellation).Compile();

    /// <summary>Checks that the generator accepts a declaration, and that the compiler accepts the class with its generated members. Bodies, which are most of the work, are left out.</summary>
    /// <returns>Errors and warnings, one line each; empty if everything compiles without leaving code out.</returns>
    public static IReadOnlyList<string> Objections(DeclarationSource source, CancellationToken cancellation = default)
    {
        try
        {
            return new DeclarationCompiler(source, new(), cancellation).CompileStandalone(ModuleEmitter.EmitFace, complete => complete.GetDeclarationDiagnostics(cancellation)).Remarks;
        }
        catch (ToolException exception)
        {
            return exception.Message.Split('\n');
        }
    }

    private CompiledModel Compile()
    {
        using MemoryStream image = new();
        StandaloneModel model = CompileStandalone(ModuleEmitter.Emit, complete =>
        {
            // Emitting also reports errors: getting the diagnostics first, as an editor does, would double the time.
            image.SetLength(0);
            return complete.Emit(image, cancellationToken: _cancellation).Diagnostics;
        });
        image.Position = 0;
        return new(_source, MetadataName(model.Type), _results[FileStem.Of(model.Type)], image, _settings.IsCollectible) { Remarks = model.Remarks };
    }

    /// <summary>Leaves out code that does not compile without its project, until the compiler finds no errors.</summary>
    /// <param name="emit">Generates the code of a model.</param>
    /// <param name="compile">Compiles, as far as needed.</param>
    private StandaloneModel CompileStandalone(Func<ModuleDeclaration, bool, GeneratedCode> emit, Func<RoslynCompilation, ImmutableArray<Diagnostic>> compile)
    {
        string text = _source.Text;
        List<Diagnostic> leftOut = [];
        text = SurroundingCode.Blank(text, SurroundingCode.TopLevelStatements(Parse(text)));
        for (int round = 0; ; round++)
        {
            SyntaxTree tree = Parse(text);
            CSharpCompilation written = Create(tree);
            SemanticModel semantics = written.GetSemanticModel(tree);
            List<INamedTypeSymbol> models =
            [
                .. tree.GetRoot(_cancellation).DescendantNodes().OfType<TypeDeclarationSyntax>()
                    .Select(type => semantics.GetDeclaredSymbol(type, _cancellation)).OfType<INamedTypeSymbol>()
                    .Where(type => ClassAttributes.AppliedTo(type).Count > 0).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default),
            ];
            if (models.Count == 0)
            {
                List<Diagnostic> errors = [.. Errors(Parse(_source.Text).GetDiagnostics(_cancellation)), .. leftOut, .. Errors(written.GetDiagnostics(_cancellation))];
                throw errors.Count > 0
                    ? CompilationFailed(errors, [])
                    : ToolException.BadFile(_source.Path, $"declares no model: no class has {string.Join(", ", ModuleKind.All.Select(kind => $"[{kind.Name}]"))}.");
            }

            INamedTypeSymbol type = Choose(models);
            if (_settings.Attributes.Count > 0)
            {
                written = written.AddSyntaxTrees(Parse(PartWithAttributes(type), "Attributes.cs"));
            }

            RoslynCompilation complete = Generate(written, emit, out ImmutableArray<Diagnostic> reported);
            List<Diagnostic> ofModel = [.. reported.Where(diagnostic => !diagnostic.Location.IsInSource || type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == diagnostic.Location.SourceTree && part.Span.Contains(diagnostic.Location.SourceSpan)))];
            if (ofModel.Any(IsError))
            {
                // For an unknown name in an attribute, the compiler's error is more precise.
                throw CompilationFailed([.. ofModel.Where(IsError), .. Errors(written.GetDiagnostics(_cancellation)).Where(error => IsIn(error, type))], leftOut);
            }

            List<Diagnostic> wrong = [.. Errors(compile(complete))];
            if (wrong.Count == 0)
            {
                return new(type, [.. ofModel.Concat(leftOut).Select(Line)]);
            }

            List<(Diagnostic Error, TextSpan? Removable)> parts =
            [
                .. wrong.Select(error => (error, error.Location.SourceTree == tree ? SurroundingCode.RemovableSpan(error.Location.SourceSpan, tree, Declares) : null)),
            ];
            if (round == MaxRounds || parts.Any(part => part.Removable is null or { IsEmpty: true }))
            {
                throw CompilationFailed([.. parts.Where(part => part.Removable is null).Concat(parts.Where(part => part.Removable is not null)).Select(part => part.Error)], leftOut);
            }

            leftOut.AddRange(wrong);
            text = SurroundingCode.Blank(text, parts.Select(part => part.Removable!.Value));

            bool Declares(BaseTypeDeclarationSyntax other) => models.Any(model => model.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == tree && other.Span.Contains(part.Span)));
        }
    }

    private SyntaxTree Parse(string text, string? path = null) => CSharpSyntaxTree.ParseText(text, s_parseOptions, path ?? _source.Path, System.Text.Encoding.UTF8, _cancellation);

    private static CSharpCompilation Create(SyntaxTree tree) => CSharpCompilation.Create(
        AssemblyName,
        [s_usings, tree],
        References.All,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, deterministic: true));

    private RoslynCompilation Generate(CSharpCompilation written, Func<ModuleDeclaration, bool, GeneratedCode> emit, out ImmutableArray<Diagnostic> reported)
    {
        ModuleGenerator generator = new(
            (context, kind, cancellation) =>
            {
                DeclarationResult? result = DeclarationReader.Read(context, kind, cancellation);
                if (result?.Declaration is { } declaration)
                {
                    _results[declaration.Type.FileStem] = result;
                }

                // The checkpoint is checked when it is loaded: no build has read its header here.
                return result is null ? null : result with { Checkpoint = null };
            },
            emit);
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: s_parseOptions, optionsProvider: new ProjectProperties(_settings.StageTimes))
            .RunGeneratorsAndUpdateCompilation(written, out RoslynCompilation complete, out reported, _cancellation);
        return complete;
    }

    private INamedTypeSymbol Choose(List<INamedTypeSymbol> models)
    {
        List<INamedTypeSymbol> matching = _settings.ClassName is { } name ? [.. models.Where(model => model.Name == name || model.ToDisplayString() == name)] : models;
        string all = string.Join(", ", models.Select(model => model.ToDisplayString()));
        INamedTypeSymbol type = matching.Count switch
        {
            1 => matching[0],
            0 => throw ToolException.Usage($"{_source.Path}: declares no model '{_settings.ClassName}'; it declares {all}."),
            _ => throw ToolException.Usage($"{_source.Path}: declares {matching.Count} models{(_settings.ClassName is null ? "" : " of that name")}: {all}. Choose one with --class."),
        };
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsGenericType)
            {
                throw ToolException.BadFile(_source.Path, $"{type.ToDisplayString()} is generic, and the tool cannot choose type arguments; declare the model in a class that is not generic.");
            }
        }

        return type;
    }

    /// <summary>Another part of the partial class, with the additional attributes.</summary>
    private string PartWithAttributes(INamedTypeSymbol type)
    {
        string attributes = string.Concat(_settings.Attributes.Select(attribute => $"[{attribute}] "));
        string text = $"{attributes}partial {TypeRules.Keyword(type)} {DeclarationReader.EscapeKeyword(type.Name)};";
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            text = $"partial {TypeRules.Keyword(outer)} {DeclarationReader.EscapeKeyword(outer.Name)} {{ {text} }}";
        }

        return type.ContainingNamespace.IsGlobalNamespace ? text : $"namespace {type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)} {{ {text} }}";
    }

    /// <summary>The name for reflection: <c>Namespace.Outer+Model</c>.</summary>
    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}" :
        type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName : $"{string.Join(".", Names(type.ContainingNamespace))}.{type.MetadataName}";

    private static IEnumerable<string> Names(INamespaceSymbol space) => space.IsGlobalNamespace ? [] : [.. Names(space.ContainingNamespace), space.MetadataName];

    private static bool IsIn(Diagnostic diagnostic, INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == diagnostic.Location.SourceTree && part.Span.Contains(diagnostic.Location.SourceSpan));

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static IEnumerable<Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) => diagnostics.Where(IsError);

    private ToolException CompilationFailed(IReadOnlyList<Diagnostic> errors, IReadOnlyList<Diagnostic> leftOut)
    {
        List<string> lines = [$"{_source.Path}: the declaration does not compile.", .. errors.Select(Line).Distinct().Take(MaxErrors)];
        if (errors.Count > MaxErrors)
        {
            lines.Add($"Only the first {MaxErrors} of {errors.Count} errors are listed.");
        }

        if (leftOut.Count > 0)
        {
            lines.Add("Other code in the file was left out, because it does not compile without the rest of its project:");
            lines.AddRange(leftOut.Select(Line).Distinct().Take(MaxErrors));
        }

        lines.Add($"The compiler is {CurrentCompiler.Name}.{(CurrentCompiler.IsBundled ? $" For a newer C#, install a .NET SDK, and do not set {CompilerFolder.Variable}." : "")}");
        return new(ExitCode.BadFile, string.Join('\n', lines));
    }

    /// <summary><c>Model.cs:3:10: error SHG0004: …</c>.</summary>
    private static string Line(Diagnostic diagnostic)
    {
        string severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        string message = $"{severity} {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        return span.IsValid ? $"{span.Path}:{span.StartLinePosition.Line + 1}:{span.StartLinePosition.Character + 1}: {message}" : message;
    }

    /// <summary>A model that compiles without its project.</summary>
    /// <param name="Type">The class.</param>
    /// <param name="Remarks">Warnings, and the errors of code that was left out.</param>
    private sealed record StandaloneModel(INamedTypeSymbol Type, IReadOnlyList<string> Remarks);
}
