using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Modules;

/// <summary>
/// The checked arguments of a module attribute: everything that the generated code depends on besides the type's name. Immutable,
/// with structural equality and no Roslyn type, or the pipeline would run again at every keystroke.
/// </summary>
/// <param name="Tokens">The fixed token count, or null where any count runs.</param>
internal abstract record ModuleShape(int? Tokens)
{
    /// <summary>The operations of the module.</summary>
    public abstract ModuleGraph BuildGraph();
}
