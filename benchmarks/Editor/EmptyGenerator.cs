using Microsoft.CodeAnalysis;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>Looks for the same attributes as ours and writes a file of one line for each class: its cost is the compiler's own.</summary>
internal sealed class EmptyGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (string attribute in ModuleGenerator.Attributes)
        {
            context.RegisterSourceOutput(
                context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, static (attributed, _) => attributed.TargetSymbol.Name),
                static (output, name) => output.AddSource(name, "// Nothing.\n"));
        }
    }
}
