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
/// kept beside the tests under a name that hashes the generated source, so that the runs on other instruction sets need not compile again.
/// </summary>
internal static class ModelLibrary
{
    /// <summary>Where the models of a process that was started by a test are, compiled: there it need not be done again.</summary>
    public const string Variable = "SHAPEGEN_TEST_MODELS";

    private static readonly Lazy<Assembly> Library =
        new(() => Environment.GetEnvironmentVariable(Variable) is { } path ? Assembly.LoadFrom(path) : Build());

    private static readonly ConcurrentDictionary<string, Type> Types = new();

    /// <summary>The class that was generated for <c>[attribute]</c>.</summary>
    public static Type TypeOf(string attribute) => Types.GetOrAdd(attribute, static text =>
        Library.Value.GetType(ClassName(text)) ?? throw new InvalidOperationException($"[{text}] is not among ModelLibrary.Declarations."));

    /// <summary>The file of the compiled models.</summary>
    public static string Path => Library.Value.Location;

    private static IEnumerable<string> Declarations =>
        GoldenCase.All.Select(golden => golden.Attribute(withTokens: false))
            .Concat(GoldenCase.Fixed.Select(golden => golden.Attribute(withTokens: true)))
            .Concat(ShapeCase.All.Select(shape => shape.Attribute))
            .Concat(KnownModels.All)
            .Concat(SpecialValueTests.Declarations)
            .Concat(AllocationCase.All.Select(item => item.Attribute))
            .Concat(NamingCase.All.SelectMany(item => item.Attributes))
            .Distinct(StringComparer.Ordinal);

    private static string ClassName(string attribute) => "M_" + string.Concat(attribute.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_'));

    private static Assembly Build()
    {
        StringBuilder source = new("using ShapeGen;\n");
        foreach (string attribute in Declarations)
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{attribute}] public sealed partial class {ClassName(attribute)};\n");
        }

        CSharpParseOptions options = new(LanguageVersion.CSharp12);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "ShapeGen.TestModels",
            [CSharpSyntaxTree.ParseText(source.ToString(), options, "Models.cs")],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new ModuleGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out var diagnostics);
        Assert.Empty(diagnostics);
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

    private static string Hash(Compilation compilation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            hash.AppendData(tree.GetText().GetChecksum().ToArray());
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path => System.IO.Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || System.IO.Path.GetFileName(path) is "ShapeGen.dll" or "netstandard.dll" or "mscorlib.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
}
