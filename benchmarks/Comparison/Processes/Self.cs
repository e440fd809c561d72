using System.Reflection;

namespace ShapeGen.Comparison.Processes;

/// <summary>This program, started again, because the instruction sets are fixed when a process starts.</summary>
internal static class Self
{
    public static ChildResult Run(IEnumerable<string> arguments, params IReadOnlyList<(string Name, string Value)> environment)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return Child.Run(program, isHost ? [Assembly.GetExecutingAssembly().Location, .. arguments] : arguments, null, environment);
    }
}
