#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Naming;
#elif SHAPEGEN_BUILD
namespace ShapeGen.Build;
#else
namespace ShapeGen;
#endif

/// <summary>How the tensors of a further file of a checkpoint are called.</summary>
internal static class FurtherFile
{
    /// <summary>The prefix of the tensor names: the name of the file's folder and a dot.</summary>
    /// <param name="file">The path relative to the folder of the first file, with <c>/</c> as separator.</param>
    public static string PrefixOf(string file)
    {
        string[] parts = file.Split('/');
        return parts[parts.Length - 2] + ".";
    }
}
