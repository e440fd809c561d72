using System.Reflection;
using System.Runtime.Loader;

namespace ShapeGen.Comparison.Editor;

/// <summary>
/// Loads the compiler from the SDK: the package's compiler is not precompiled, so its first run would measure the JIT. Call it before
/// a method that names a type of the compiler is called.
/// </summary>
internal static class SdkCompiler
{
    public static void Use(string folder)
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string path = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
    }
}
