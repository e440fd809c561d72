using System.Diagnostics;

namespace ShapeGen.AotMeasurement;

/// <summary>A build of the subject, and how to run it.</summary>
/// <param name="Key">Its name in the JSON.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Program">What to start.</param>
/// <param name="FirstArguments">What stands before the subject's own arguments.</param>
/// <param name="Environment">Variables that are set for it.</param>
internal sealed record Build(
    string Key, string Title, string Folder, string Program, IReadOnlyList<string> FirstArguments, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly IReadOnlyList<string> CodeExtensions = ["", ".dll", ".so", ".exe"];

    public ProcessStartInfo Start(params IEnumerable<string> arguments) => Tool.Describe(Program, [.. FirstArguments, .. arguments], Environment);

    /// <summary>Bytes of its code: the programs and libraries in its folder, without symbols and without the checkpoint.</summary>
    public long CodeBytes => new DirectoryInfo(Folder).EnumerateFiles().Where(file => CodeExtensions.Contains(file.Extension)).Sum(file => file.Length);
}
