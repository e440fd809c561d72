using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Incrementality;

/// <summary>
/// One driver over a series of edits, as an editor holds it: what matters is not what the generator gives, but what it computes again.
/// </summary>
internal sealed class Session
{
    private readonly ProjectSettings _settings;
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Session(params SourceFile[] files)
        : this(files, new ModuleGenerator(), ProjectSettings.Default)
    {
    }

    private Session(SourceFile[] files, ModuleGenerator generator, ProjectSettings settings)
    {
        _settings = settings;
        _compilation = _settings.Compile(files);
        _driver = GeneratorRunner.Driver(_settings, generator).RunGenerators(_compilation);
        foreach (SourceFile file in files)
        {
            _files.Add(file.Path, file.Text);
        }
    }

    /// <summary>A session of another generator than the usual one.</summary>
    public static Session Of(ModuleGenerator generator, params SourceFile[] files) => new(files, generator, ProjectSettings.Default);

    /// <summary>A session of a project that is not a new one.</summary>
    public static Session Of(ProjectSettings settings, params SourceFile[] files) => new(files, new ModuleGenerator(), settings);

    public GeneratorRunResult Result => GeneratorRunner.Single(_driver);

    /// <summary>The generated files by name.</summary>
    public Dictionary<string, string> Sources => Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>Replaces text in a file, and runs.</summary>
    public Session Edit(string path, string old, string @new)
    {
        string text = _files[path];
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Write(path, text.Replace(old, @new, StringComparison.Ordinal));
    }

    /// <summary>Replaces or adds a file, and runs.</summary>
    public Session Write(string path, string text)
    {
        _files[path] = text;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, _settings.ParseOptions, path);
        SyntaxTree? old = Tree(path);
        _compilation = old is null ? _compilation.AddSyntaxTrees(tree) : _compilation.ReplaceSyntaxTree(old, tree);
        return Run();
    }

    /// <summary>Removes a file, and runs.</summary>
    public Session Remove(string path)
    {
        _files.Remove(path);
        _compilation = _compilation.RemoveSyntaxTrees(Tree(path)!);
        return Run();
    }

    /// <summary>Changes what the compiler is asked for, and runs.</summary>
    public Session Change(Func<CSharpCompilation, CSharpCompilation> change)
    {
        _compilation = change(_compilation);
        return Run();
    }

    /// <summary>Sets the project's properties anew, and runs.</summary>
    public Session Set(ProjectSettings settings)
    {
        _driver = _driver.WithUpdatedAnalyzerConfigOptions(settings.BuildProperties);
        return Run();
    }

    /// <summary>Replaces the checkpoints of the project by others, of which the driver hears as from a compiler, and runs.</summary>
    public Session Set(IReadOnlyList<SourceFile> checkpoints)
    {
        ProjectSettings settings = _settings with { Checkpoints = checkpoints };
        _driver = _driver.ReplaceAdditionalTexts(settings.AdditionalTexts).WithUpdatedAnalyzerConfigOptions(settings.BuildProperties);
        return Run();
    }

    /// <summary>The steps of that name by their outputs' reasons, those of the source outputs for <c>"Source"</c>.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string name) => name == "Source"
        ? CachingAssertions.SourceOutputs(Result).SelectMany(step => step.Outputs).Select(output => output.Reason).Order().ToList()
        : CachingAssertions.Outputs(Result, name).Select(output => output.Reason).Order().ToList();

    /// <summary>Asserts that no declaration changed and no source was written.</summary>
    public void WroteNothing()
    {
        Assert.All(Reasons(TrackingNames.Inputs), reason => Assert.True(CachingAssertions.IsKept(reason), $"{reason}"));
        Assert.All(Reasons("Source"), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private SyntaxTree? Tree(string path) => _compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);

    private Session Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        ModelAssertions.NoCompilerObjects(Result);
        return this;
    }
}
