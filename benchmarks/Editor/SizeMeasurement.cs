using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using ShapeGen.Generator;

namespace ShapeGen.Comparison.Editor;

/// <summary>The size of generated code: lines and characters of source, bytes of IL in method bodies.</summary>
internal static class SizeMeasurement
{
    public static SizeResult Run(int models)
    {
        EditedProject project = new(models, new ModuleGenerator());
        Compilation complete = project.Complete();
        string[] texts = [.. project.Generated.Select(source => source.SourceText.ToString())];
        using MemoryStream stream = new();
        EmitResult emitted = complete.Emit(stream);
        return emitted.Success
            ? new(models, texts.Sum(text => text.Count(letter => letter == '\n')), texts.Sum(text => (long)text.Length), Intermediate(stream))
            : throw new InvalidOperationException($"What was generated does not compile: {emitted.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
    }

    private static long Intermediate(MemoryStream stream)
    {
        stream.Position = 0;
        using PEReader assembly = new(stream);
        MetadataReader metadata = assembly.GetMetadataReader();
        long bytes = 0;
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            int address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address != 0)
            {
                bytes += assembly.GetMethodBody(address).GetILBytes()!.Length;
            }
        }

        return bytes;
    }
}

/// <summary>The sizes for all models together, including the kernels that they share.</summary>
internal sealed record SizeResult(int Models, long Lines, long Characters, long IntermediateBytes);
