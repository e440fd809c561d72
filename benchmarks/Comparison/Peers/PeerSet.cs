using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Peers;

/// <summary>The peers, or the reason why there are none.</summary>
internal sealed class PeerSet
{
    private const string Library = "ShapeGen.Comparison.Peers";

    private PeerSet(IPeers? peers, string missing)
    {
        Peers = peers;
        Missing = missing;
    }

    /// <summary>Null if they are missing.</summary>
    public IPeers? Peers { get; }

    /// <summary>Why there are no peers; empty if there are.</summary>
    public string Missing { get; }

    public static PeerSet None(string reason) => new(null, reason);

    /// <summary>Builds benchmarks/Peers (the first time, this downloads the packages) and loads it into this process.</summary>
    public static PeerSet Load(Folders folders)
    {
        Session.Say("Building the peers (the first time, this downloads 700 MB of packages)");
        ChildResult built = Dotnet.Run(folders.Repository, "build", Path.Combine(folders.Benchmarks, "Peers"), "-c", "Release");
        if (!built.Succeeded)
        {
            return None($"The peers were not measured, because benchmarks/Peers could not be built: {built.Reason}");
        }

        string path = Path.Combine(folders.Benchmarks, "Peers", "bin", "Release", Folders.Framework, RuntimeInformation.RuntimeIdentifier, Library + ".dll");
        try
        {
            return new(Load(path), "");
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TargetInvocationException)
        {
            return None($"The peers were not measured, because they could not be loaded: {exception.GetBaseException().Message}");
        }
    }

    /// <summary>Loads into the program's own context, so that all contestants have the same base class; dependencies are in the same folder.</summary>
    private static IPeers Load(string path)
    {
        AssemblyDependencyResolver resolver = new(path);
        AssemblyLoadContext context = AssemblyLoadContext.Default;
        context.Resolving += (_, name) => resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        context.ResolvingUnmanagedDll += (_, name) => resolver.ResolveUnmanagedDllToPath(name) is { } found ? NativeLibrary.Load(found) : 0;
        return (IPeers)Activator.CreateInstance(context.LoadFromAssemblyPath(path).GetType($"{Library}.Peers", throwOnError: true)!)!;
    }
}
