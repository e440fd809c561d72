using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ShapeGen.Tool.Compilers;

/// <summary>Answers when the process asks for the compiler's assemblies, which are not among the tool's own.</summary>
internal static class CompilerLoading
{
    private const string Compiler = "Microsoft.CodeAnalysis";

    /// <summary>Before anything of the tool runs: the first type that names one of the compiler's loads it.</summary>
    [ModuleInitializer]
    public static void Begin() => AssemblyLoadContext.Default.Resolving += static (context, name) => Load(context, name);

    private static Assembly? Load(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is Compiler or $"{Compiler}.CSharp" ? context.LoadFromAssemblyPath(Path.Combine(CompilerFolder.Current.Path, name.Name + ".dll")) : null;
}
