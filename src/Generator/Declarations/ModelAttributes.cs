using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Declarations;

/// <summary>The attributes that declare a class's model: the module's, <c>[TensorNames]</c>, and those of the stages.</summary>
internal sealed class ModelAttributes
{
    private readonly ModuleKind _kind;
    private readonly AttributeArguments _module;
    private readonly AttributeArguments? _names;
    private readonly List<AttributeArguments> _stages;

    /// <param name="type">The class.</param>
    /// <param name="module">The module attribute.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <param name="cancellation">Cancels.</param>
    public ModelAttributes(INamedTypeSymbol type, AppliedModule module, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        _kind = module.Kind;
        _names = ClassAttributes.NamesOf(type) is { } names ? new(names, "TensorNames", "TensorNaming.CvNets", diagnostics, cancellation) : null;
        _stages = StageAttributes.Of(type, _kind, diagnostics, cancellation);
        _module = new(module.Data, _kind.Name, _kind.Example, diagnostics, cancellation) { Names = _names, Stages = new(_stages) };
    }

    /// <summary>The form of the model's calls, even if the declaration is otherwise wrong.</summary>
    public CallForm Form => CallFormReader.Read(_module);

    /// <summary>Further files of the checkpoint, valid or not.</summary>
    public IReadOnlyList<string> Files => NamesDeclaration.FilesOf(_names);

    /// <summary>The location of each attribute and argument.</summary>
    public IEnumerable<ArgumentPlace> Places =>
    [
        .. _module.Places(0),
        .. _names?.Places(0) ?? [],
        .. _stages.GroupBy(stage => stage.Name).SelectMany(stages => stages.SelectMany((stage, index) => stage.Places(index))),
    ];

    /// <summary>Reads and checks the model; null if something was reported.</summary>
    public ModuleShape? Read()
    {
        ModuleShape? shape = _kind.Read(_module);
        _module.ReportMissing();
        return shape;
    }
}
