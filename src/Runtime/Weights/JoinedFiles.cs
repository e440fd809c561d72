using System.Reflection;

namespace ShapeGen;

/// <summary>Opens the files of a checkpoint as one file. Used only if there are further files.</summary>
internal static class JoinedFiles
{
    /// <summary>The prefix of the tensor names of each further file: the name of its folder and a dot.</summary>
    /// <param name="files">Paths relative to the folder of the first file.</param>
    /// <exception cref="ArgumentException">A path has no folder or leads out of the first file's folder, or two folders have the same name.</exception>
    public static string[] Prefixes(string[] files)
    {
        string[] prefixes = new string[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            ArgumentException.ThrowIfNullOrEmpty(files[i], nameof(files));
            string[] parts = files[i].Split('/');
            if (parts.Length < 2 || Array.Exists(parts, static part => part is "" or "." or "..") || files[i].Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(files[i]))
            {
                throw new ArgumentException(
                    $"{Text.Quote(files[i])} is not a relative path with a folder, starting at the folder of the first file; write it like \"2_Dense/model.safetensors\": with /, without . and ..", nameof(files));
            }

            prefixes[i] = FurtherFile.PrefixOf(files[i]);
            int other = Array.IndexOf(prefixes, prefixes[i]);
            if (other < i)
            {
                throw new ArgumentException(
                    $"{Text.Quote(files[other])} and {Text.Quote(files[i])} are in folders of the same name, and the tensors of both would be called {prefixes[i]}…; rename one of the folders.", nameof(files));
            }
        }

        return prefixes;
    }

    /// <summary>Opens a file and the further files of its checkpoint.</summary>
    /// <param name="path">The first file.</param>
    /// <param name="files">The further files, as paths relative to its folder.</param>
    /// <param name="problems">Problems are added here: a further file is missing or not valid, or two tensors get the same name.</param>
    /// <returns>All files that could be opened.</returns>
    /// <exception cref="CheckpointException">The first file is not valid; problems of the further files are listed too.</exception>
    /// <exception cref="IOException">The first file is missing, or a file cannot be read.</exception>
    public static SafetensorsFile Open(string path, string[] files, ProblemList problems)
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        return Join(path, files, i => SafetensorsFile.Open(i == 0 ? path : PathOf(i)), PathOf, problems);

        string PathOf(int i) => Path.Combine(folder, files[i - 1].Replace('/', Path.DirectorySeparatorChar));
    }

    /// <summary>Opens a checkpoint whose files are resources of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="resource">The resource of the first file.</param>
    /// <param name="files">The further files, as paths relative to its folder.</param>
    /// <param name="resources">The resource of each further file.</param>
    /// <param name="problems">Problems are added here: a further file is missing or not valid, or two tensors get the same name.</param>
    /// <returns>All files that could be opened.</returns>
    /// <exception cref="CheckpointException">The first resource is missing or not valid; problems of the further ones are listed too.</exception>
    public static SafetensorsFile OpenResources(Assembly assembly, string resource, string[] files, string[] resources, ProblemList problems) =>
        Join(resource, files, i => SafetensorsFile.OpenResource(assembly, i == 0 ? resource : resources[i - 1]), i => resources[i - 1], problems);

    /// <param name="name">The name of the first file in messages.</param>
    /// <param name="files">The further files.</param>
    /// <param name="open">Opens a file by index; 0 is the first file.</param>
    /// <param name="place">Gives the expected place of a further file by index, from 1.</param>
    /// <param name="problems">Problems are added here.</param>
    private static SafetensorsFile Join(string name, string[] files, Func<int, SafetensorsFile> open, Func<int, string> place, ProblemList problems)
    {
        string[] prefixes = Prefixes(files);
        string checkpoint = $"{name} with {string.Join(" and ", files)}";
        SafetensorsFile? first = null;
        List<(string Prefix, SafetensorsFile File)> others = [];
        try
        {
            for (int i = 0; i <= files.Length; i++)
            {
                try
                {
                    SafetensorsFile file = open(i);
                    if (i == 0)
                    {
                        first = file;
                    }
                    else
                    {
                        others.Add((prefixes[i - 1], file));
                    }
                }
                catch (CheckpointException exception)
                {
                    foreach (string problem in exception.Problems)
                    {
                        problems.Add($"{exception.Headline}: {problem}");
                    }
                }
                catch (Exception exception) when (i > 0 && exception is FileNotFoundException or DirectoryNotFoundException)
                {
                    problems.Add($"the further file {Text.Quote(files[i - 1])} is missing: there is no '{place(i)}' next to '{name}'");
                }
            }

            if (first is null)
            {
                problems.ThrowIfAny($"'{checkpoint}' cannot be opened", checkpoint);
            }

            return SafetensorsFile.Join(first!, others, checkpoint, problems);
        }
        catch
        {
            first?.Dispose();
            foreach ((_, SafetensorsFile file) in others)
            {
                file.Dispose();
            }

            throw;
        }
    }
}
