using System.Text.Json;

namespace ShapeGen.Tool.Tests.Published;

/// <summary>A folder of a case: a checkpoint with its sidecars, and what is right for it. <c>make_cases.py</c> describes <c>case.json</c>.</summary>
/// <param name="Folder">The published folder.</param>
/// <param name="Reference">What another program computed, if numbers are known: a file outside of the folder.</param>
/// <param name="Expected">The tensors that <c>convert</c> must write, if they are known: a file outside of the folder.</param>
/// <param name="Shows">What a tool can get wrong without noticing.</param>
/// <param name="Right">What is right.</param>
/// <param name="Command"><c>declare</c>, <c>convert</c>, <c>convert+declare</c> or <c>build</c>.</param>
/// <param name="Input">The file that the command gets.</param>
/// <param name="Arguments">What the command gets besides.</param>
/// <param name="NeedsNumbers">Whether a refusal is wrong.</param>
/// <param name="IsLast">Whether the reference is the model's last result.</param>
/// <param name="Refuse">One of these is in a refusal.</param>
/// <param name="Remark">One of these is in a remark.</param>
/// <param name="Quiet">None of these is in a remark.</param>
/// <param name="Never">None of these is in a refusal.</param>
/// <param name="Text">All of these are in the declaration.</param>
internal sealed record PublishedCase(
    string Folder, string? Reference, string? Expected, string Shows, string Right, string Command, string Input, IReadOnlyList<string> Arguments, bool NeedsNumbers, bool IsLast, IReadOnlyList<string> Refuse, IReadOnlyList<string> Remark,
    IReadOnlyList<string> Quiet, IReadOnlyList<string> Never, IReadOnlyList<string> Text)
{
    private const string FileName = "case.json";

    /// <summary>The names of the cases in a folder.</summary>
    /// <param name="folder">Their folder.</param>
    /// <param name="kinds">The letters of the kinds that are meant; null for all.</param>
    public static IEnumerable<string> Names(string folder, string? kinds = null)
    {
        foreach (string inner in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(inner, FileName);
            if (!File.Exists(path))
            {
                continue;
            }

            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
            if (kinds is null || kinds.Contains(json.RootElement.GetProperty("kind").GetString()!, StringComparison.Ordinal))
            {
                yield return Path.GetFileName(inner);
            }
        }
    }

    /// <summary>Copies a case to a folder whose name tells nothing: a message has the path of the file, and what it must say may not be found there.</summary>
    public static PublishedCase Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        // What is right is not part of the published folder.
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(from, FileName)));
        File.Delete(Path.Combine(to, FileName));
        JsonElement root = json.RootElement;
        return new(
            to, Outside("reference.safetensors"), Outside("expected.safetensors"), Word("shows", ""), Word("right", ""), Word("command", "declare"), Word("input", "model.safetensors"), Words("args"), Is("numbers"), Is("final"),
            Words("refuse"), Words("remark"), Words("quiet"), Words("never"), Words("text"));

        string? Outside(string name)
        {
            if (!File.Exists(Path.Combine(to, name)))
            {
                return null;
            }

            string target = Path.TrimEndingDirectorySeparator(to) + "." + name;
            File.Move(Path.Combine(to, name), target);
            return target;
        }

        string Word(string name, string otherwise) => root.TryGetProperty(name, out JsonElement value) ? value.GetString()! : otherwise;
        bool Is(string name) => root.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
        string[] Words(string name) => root.TryGetProperty(name, out JsonElement value) ? [.. value.EnumerateArray().Select(word => word.GetString()!)] : [];
    }
}
