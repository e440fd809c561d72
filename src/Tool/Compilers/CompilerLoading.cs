using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ShapeGen.Tool.Compilers;

/// <summary>Resolves the compiler's assemblies, which are not in the tool's folder.</summary>
internal static class CompilerLoading
{
    private const string Compiler = "Microsoft.CodeAnalysis";

    /// <summary>Must run before any other code of the tool: the first type that mentions a compiler type loads its assembly.</summary>
    [ModuleInitializer]
    public static void Begin() => AssemblyLoadContext.Default.Resolving += static (context, name) => Load(context, name);

    private static Assembly? Load(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is Compiler or $"{Compiler}.CSharp" ? context.LoadFromAssemblyPath(Path.Combine(CompilerFolder.Current.Path, name.Name + ".dll")) : null;
}
