using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Naming;

/// <summary>The rules for further files of a checkpoint, with a message for each.</summary>
internal static class FurtherFiles
{
    private const string Extension = ".safetensors";

    /// <summary>What is wrong with the first invalid file, and what to write instead; null if all are valid.</summary>
    public static string? Problem(IReadOnlyList<string> files)
    {
        Dictionary<string, string> folders = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string quoted = Literals.String(file);
            string[] parts = file.Split('/');
            if (file.Contains('\\'))
            {
                return $"{quoted} has a \\, which separates folders on Windows only; write / instead";
            }

            if (file[0] == '/' || parts[0].EndsWith(":", StringComparison.Ordinal))
            {
                return $"{quoted} is not relative to the checkpoint's folder; write a relative path, such as \"2_Dense/model.safetensors\"";
            }

            if (parts.Any(part => part is "" or "." or ".."))
            {
                return $"{quoted} has an empty part, . or .. in it; write the path without them";
            }

            if (parts.Length == 1)
            {
                return $"{quoted} is not in a subfolder, and the subfolder's name is needed to name its tensors; put the file into one, such as \"2_Dense/model.safetensors\"";
            }

            if (!file.EndsWith(Extension, StringComparison.Ordinal))
            {
                return $"{quoted} does not end in {Extension}; convert the file with shapegen convert, and write the path of the result";
            }

            string prefix = FurtherFile.PrefixOf(file);
            if (folders.TryGetValue(prefix, out string? other))
            {
                return other == file
                    ? $"{quoted} is listed twice; remove one of them"
                    : $"{Literals.String(other)} and {quoted} are in folders of the same name, so the tensors of both would be named {prefix}…; rename one of the folders";
            }

            folders.Add(prefix, file);
        }

        return null;
    }
}
