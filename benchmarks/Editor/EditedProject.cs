using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ShapeGen.Comparison.Editor;

/// <summary>A project in an editor: a file for each model, and others, one of which is edited. The edited file calls no model, or some.</summary>
internal sealed class EditedProject
{
    private readonly int _edit;
    private readonly int _called;

    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(EncoderAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private GeneratorDriver _driver;
    private int _keystrokes;

    public EditedProject(int models, IIncrementalGenerator generator, int otherFiles = 300, int called = 0)
    {
        _edit = otherFiles / 2;
        _called = called;
        SyntaxTree[] others = [.. Enumerable.Range(0, otherFiles).Select(number => number == _edit ? Edit() : Parse($"Other{number}.cs", Other(number, 0)))];
        Edited = others[_edit];
        Compilation = CSharpCompilation.Create(
            "Project",
            [.. Enumerable.Range(0, models).Select(number => Parse($"Model{number}.cs", Model(number))), .. others],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        _driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: ParseOptions);
    }

    /// <summary>As the user wrote it.</summary>
    public CSharpCompilation Compilation { get; private set; }

    /// <summary>The edited file.</summary>
    public SyntaxTree Edited { get; private set; }

    /// <summary>The generated code.</summary>
    public IReadOnlyList<GeneratedSourceResult> Generated => _driver.GetRunResult().Results.Single().GeneratedSources;

    /// <summary>The compilation with the generated code.</summary>
    public Compilation Complete()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(Compilation, out Compilation complete, out _);
        return complete;
    }

    /// <summary>Runs the generator on the current project.</summary>
    public void Run() => _driver = _driver.RunGenerators(Compilation);

    /// <summary>Changes a number in a method.</summary>
    public void Type()
    {
        _keystrokes++;
        SyntaxTree edited = Edit();
        Compilation = Compilation.ReplaceSyntaxTree(Edited, edited);
        Edited = edited;
    }

    private SyntaxTree Edit() => Parse("Edited.cs", _called == 0 ? Other(_edit, _keystrokes) : CallingFile.Text(_called, _keystrokes));

    private static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(text, ParseOptions, path);

    /// <summary>All are different.</summary>
    private static string Model(int number) => string.Create(CultureInfo.InvariantCulture, $$"""
        using ShapeGen;

        namespace Project.Models;

        /// <summary>Model {{number}}.</summary>
        [Encoder(Embed = {{64 + (8 * (number % 50))}}, Heads = 8, Ffn = {{128 + (16 * (number / 50))}}{{Property(number)}})]
        public sealed partial class Model{{number}};
        """);

    private static string Property(int number) => (number % 8) switch
    {
        1 => ", Layers = 6",
        2 => ", Activation = Activation.Gelu",
        3 => ", Activation = Activation.Relu, Norm = NormPlacement.Post",
        4 => ", NormKind = NormKind.Rms",
        5 => ", Mask = AttentionMask.Causal",
        6 => ", Gated = true",
        7 => ", Tokens = 197",
        _ => "",
    };

    private static string Other(int number, int edit) => string.Create(CultureInfo.InvariantCulture, $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;

        namespace Project.Part{{number % 20}};

        /// <summary>A class without a model.</summary>
        [Serializable]
        public class Other{{number}}
        {
            private readonly List<int> _values = [];

            [Obsolete("For the sake of an attribute.")]
            public int Count => _values.Count;

            public int Sum(int start)
            {
                int sum = start;
                foreach (int value in _values.Where(value => value > {{edit}}))
                {
                    sum += value;
                }

                return sum;
            }
        }
        """);
}
