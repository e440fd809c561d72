using Microsoft.CodeAnalysis;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>Asks the compiler for the same attributes as ours, and does nothing with them: what this costs is the compiler's own.</summary>
internal sealed class EmptyGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (string attribute in ModuleGenerator.Attributes)
        {
            context.RegisterSourceOutput(
                context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, static (_, _) => true),
                static (_, _) => { });
        }
    }
}
