namespace ShapeGen.Comparison.Processes;

/// <summary>The .NET command line that started this program.</summary>
internal static class Dotnet
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static ChildResult Run(string folder, params IEnumerable<string> arguments) => Child.Run(
        Path, arguments, folder, ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"));
}
