using System.Runtime.InteropServices;

namespace ShapeGen.AotMeasurement;

/// <summary>Publishes the subject in every way that is compared.</summary>
/// <param name="repository">The clone.</param>
internal sealed class BuildMaker(string repository)
{
    /// <summary>
    /// No AVX leaves the JIT what the AOT compiler has unless told otherwise: the 128-bit body, and SSE's instructions of two operands, which
    /// take more of them. (Without AVX2 alone it would still have AVX's.)
    /// </summary>
    private static readonly Dictionary<string, string> WithoutAvx = new() { ["DOTNET_EnableAVX"] = "0" };

    private static readonly Dictionary<string, string> Unchanged = [];

    private readonly string _project = Path.Combine(repository, "benchmarks", "AotSubject", "AotSubject.csproj");
    private readonly string _folder = Path.Combine(repository, "artifacts", "aot");

    /// <summary>The references come before what is compared with them.</summary>
    public IReadOnlyList<Build> MakeAll()
    {
        string jit = Publish("jit", "net10.0");
        string older = Publish("jit-net9", "net9.0", "-p:SelfContained=true", "-r", RuntimeInformation.RuntimeIdentifier);
        string native = Publish("aot-native", "net9.0", "-p:AheadOfTime=true", "-p:IlcInstructionSet=native");
        string standard = Publish("aot-default", "net9.0", "-p:AheadOfTime=true");
        IReadOnlyList<string> library = [Path.Combine(jit, "AotSubject.dll")];
        return
        [
            new(Keys.Jit, "JIT, .NET 10", jit, Tool.Dotnet, library, Unchanged),
            new(Keys.OlderJit, "JIT, .NET 9", older, Program(older), [], Unchanged),
            new(Keys.AotNative, "AOT, .NET 9, native", native, Program(native), [], Unchanged),
            new(Keys.Jit128, "JIT, .NET 10, no AVX", jit, Tool.Dotnet, library, WithoutAvx),
            new(Keys.OlderJit128, "JIT, .NET 9, no AVX", older, Program(older), [], WithoutAvx),
            new(Keys.AotDefault, "AOT, .NET 9, default", standard, Program(standard), [], Unchanged),
        ];
    }

    private static string Program(string folder) => Path.Combine(folder, OperatingSystem.IsWindows() ? "AotSubject.exe" : "AotSubject");

    private string Publish(string name, string framework, params string[] settings)
    {
        string folder = Path.Combine(_folder, name);
        Console.Error.WriteLine($"Publishing {name} …");
        Tool.Run(Tool.Describe(Tool.Dotnet, ["publish", _project, "-c", "Release", "-f", framework, "-o", folder, .. settings]));
        return folder;
    }
}
