using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>
/// All the models of the tests, declared as a user would, generated and compiled together the first time one is asked for. The assembly is
/// kept beside the tests under a name that hashes the generated source, so that a second run of the tests need not compile again.
/// </summary>
internal static class ModelLibrary
{
    /// <summary>Where the models of a process that was started by a test are, compiled: there it need not be done again.</summary>
    public const string Variable = "SHAPEGEN_TEST_MODELS";

    private static readonly Lazy<Assembly> Library =
        new(() => Environment.GetEnvironmentVariable(Variable) is { } path ? Assembly.LoadFrom(path) : Build());

    /// <summary>What the compiler or the generator says about each class that it refuses or fails on. Such a class fails those tests that ask for it, not the others.</summary>
    private static readonly ConcurrentDictionary<string, string> Refusals = new();

    private static readonly ConcurrentDictionary<string, Type> Types = new();

    /// <summary>The class that was generated for <c>[attribute]</c>.</summary>
    public static Type TypeOf(string attribute) => Types.GetOrAdd(attribute, static text =>
    {
        // First, as it finds the refusals.
        Type? type = Library.Value.GetType(ClassName(text));
        return Refusals.TryGetValue(ClassName(text), out string? refusal)
            ? throw new InvalidOperationException($"[{text}]: {refusal}")
            : type ?? throw new InvalidOperationException($"[{text}] is not among ModelLibrary.Declarations.");
    });

    /// <summary>What users compile against. Once for all compilations: what the compiler reads of them, it keeps with them.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path => System.IO.Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || System.IO.Path.GetFileName(path) is "ShapeGen.dll" or "netstandard.dll" or "mscorlib.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The file of the compiled models.</summary>
    public static string Path => Library.Value.Location;

    private static IEnumerable<string> Declarations =>
        GoldenCase.All.Select(golden => golden.Attribute(withTokens: false))
            .Concat(GoldenCase.Fixed.Select(golden => golden.Attribute(withTokens: true)))
            .Concat(ShapeCase.All.Select(shape => shape.Attribute))
            .Concat(KnownModels.All)
            .Concat(SpecialValueTests.Declarations)
            .Concat(VisibilityTests.Declarations)
            .Concat(UnseenValueTests.Declarations)
            .Concat(LongSumTests.Declarations)
            .Concat(CrossAttentionTests.Declarations)
            .Concat(AllocationCase.All.Select(item => item.Attribute))
            .Concat(NamingCase.All.SelectMany(item => item.Attributes))
            .Concat(FixedTokensTests.Declarations)
            .Concat(SvtrTests.Declarations)
            .Concat(Kwt1Tests.Declarations)
            .Concat(ModelTests.Declarations)
            .Concat(EmbedderTests.Declarations)
            .Concat(HeadTests.Declarations)
            .Concat(ModelCallTests.Declarations)
            .Concat(TraceTests.Declarations)
            .Concat(TiedTests.Declarations)
            .Concat(ModelAllocationCase.All.Select(item => item.Attribute))
            .Concat(Moonshine.MoonshineTests.Declarations)
            .Concat(ThreadTests.Declarations)
            .Concat(GoldenCase.Convolutions.Select(golden => golden.Attribute(withTokens: false)))
            .Concat(ConvolutionTests.Declarations)
            .Concat(SuggestionTests.Declarations)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Readable, short enough for a file's name, and another one for each text.</summary>
    private static string ClassName(string attribute)
    {
        string readable = string.Concat(attribute.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_'));
        return $"M_{readable[..Math.Min(60, readable.Length)]}_{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(attribute)))[..8]}";
    }

    private static Assembly Build()
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp12);
        string[] attributes = [.. Declarations];
        CSharpCompilation compilation = Compile(attributes, options);

        // What does not compile before anything is generated is a property or an attribute that there is not.
        Refuse(attributes, compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        attributes = [.. attributes.Where(attribute => !Refusals.ContainsKey(ClassName(attribute)))];
        compilation = Compile(attributes, options);
        CSharpGeneratorDriver.Create([new ModuleGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out var diagnostics);
        Refuse(attributes, diagnostics);
        if (Emulation.IsOn)
        {
            generated = Emulation.Apply(generated);
        }

        string path = System.IO.Path.Combine(AppContext.BaseDirectory, $"TestModels-{Hash(generated)}.dll");
        if (!File.Exists(path))
        {
            // Written under another name first: test hosts may run at the same time.
            string temporary = $"{path}.{Environment.ProcessId}";
            var result = generated.Emit(temporary);
            Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(20)));
            File.Move(temporary, path, overwrite: true);
        }

        return Assembly.LoadFrom(path);
    }

    private static CSharpCompilation Compile(string[] attributes, CSharpParseOptions options)
    {
        StringBuilder source = new("using ShapeGen;\n");
        foreach (string attribute in attributes)
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{attribute}] public sealed partial class {ClassName(attribute)};\n");
        }

        return CSharpCompilation.Create(
            "ShapeGen.TestModels",
            [CSharpSyntaxTree.ParseText(source.ToString(), options, "Models.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Notes which class each diagnostic is about: one a line, behind the first line.</summary>
    private static void Refuse(string[] attributes, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            int line = diagnostic.Location.GetLineSpan().StartLinePosition.Line;
            Assert.True(diagnostic.Location.IsInSource && line > 0, diagnostic.ToString());
            Refusals.AddOrUpdate(ClassName(attributes[line - 1]), diagnostic.ToString(), (_, others) => $"{others}\n{diagnostic}");
        }
    }

    private static string Hash(Compilation compilation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            hash.AppendData(tree.GetText().GetChecksum().ToArray());
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }
}
