using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>The assembly of a run: some promises are about what the compiler makes of the source, not about the source.</summary>
internal sealed class Emitted
{
    private readonly byte[] _image;

    private Emitted(byte[] image, byte[] documentation)
    {
        _image = image;
        Documentation = XDocument.Load(new MemoryStream(documentation));
    }

    /// <summary>The XML file of the project's documentation.</summary>
    public XDocument Documentation { get; }

    /// <summary>Emits with documentation, and asserts that there was not even a warning.</summary>
    public static Emitted From(GeneratorRun run)
    {
        using MemoryStream image = new();
        using MemoryStream documentation = new();
        EmitResult result = run.Output.Emit(image, xmlDocumentationStream: documentation);
        Assert.Empty(run.Reported);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return new(image.ToArray(), documentation.ToArray());
    }

    /// <summary>Loads it beside the tests, which have the runtime loaded.</summary>
    public System.Reflection.Assembly Load() => System.Reflection.Assembly.Load(_image);

    /// <summary>The size of each method's IL, and how many locals it has.</summary>
    public IReadOnlyList<(string Method, int Bytes, int Locals)> Methods()
    {
        using PEReader pe = new(new MemoryStream(_image));
        MetadataReader metadata = pe.GetMetadataReader();
        return
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               where method.RelativeVirtualAddress != 0
               let body = pe.GetMethodBody(method.RelativeVirtualAddress)
               let type = metadata.GetTypeDefinition(method.GetDeclaringType())
               select ($"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)}", body.GetILReader().Length, Locals(metadata, body)),
        ];
    }

    private static int Locals(MetadataReader metadata, MethodBodyBlock body)
    {
        if (body.LocalSignature.IsNil)
        {
            return 0;
        }

        BlobReader signature = metadata.GetBlobReader(metadata.GetStandaloneSignature(body.LocalSignature).Signature);
        Assert.Equal(SignatureKind.LocalVariables, signature.ReadSignatureHeader().Kind);
        return signature.ReadCompressedInteger();
    }
}
