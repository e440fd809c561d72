namespace ShapeGen.Tool.Console;

/// <summary>Files that are written under a temporary name until they are complete. A signal deletes them and ends the process.</summary>
internal static class UnfinishedFiles
{
    private static readonly Lock s_lock = new();

    private static readonly HashSet<string> s_paths = new(StringComparer.Ordinal);

    /// <summary>Registers a temporary name before the file exists. It is in the same folder, because a move between file systems would be a copy.</summary>
    /// <param name="path">The final path.</param>
    public static string Begin(string path)
    {
        string unfinished = $"{Path.GetFullPath(path)}.{Path.GetRandomFileName()}.tmp";
        lock (s_lock)
        {
            s_paths.Add(unfinished);
        }

        return unfinished;
    }

    /// <summary>Moves a complete file to its final path.</summary>
    /// <param name="unfinished">The result of <see cref="Begin"/>.</param>
    /// <param name="path">The final path.</param>
    /// <param name="isReplaced">Whether to overwrite an existing file.</param>
    public static void Commit(string unfinished, string path, bool isReplaced)
    {
        lock (s_lock)
        {
            File.Move(unfinished, path, isReplaced);
            s_paths.Remove(unfinished);
        }
    }

    /// <summary>Deletes a file that was not completed; does nothing after <see cref="Commit"/>.</summary>
    public static void Abandon(string unfinished)
    {
        lock (s_lock)
        {
            if (s_paths.Remove(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    /// <summary>Writes a file atomically: it appears when it is complete.</summary>
    /// <param name="path">The file, which is overwritten.</param>
    /// <param name="text">Its text, written in UTF-8 without a byte order mark.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        // For a link, such as /dev/stdout, write to its target and keep the link.
        if (new FileInfo(path).LinkTarget is not null || path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            File.WriteAllText(path, text);
            return;
        }

        string unfinished = Begin(path);
        try
        {
            File.WriteAllText(unfinished, text);
            Commit(unfinished, path, isReplaced: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadFile(path, $"cannot be written: {exception.Message.Replace(unfinished, path, StringComparison.Ordinal)}", exception);
        }
        finally
        {
            Abandon(unfinished);
        }
    }

    /// <summary>Deletes all of them, then calls <paramref name="end"/> while no file can begin or end.</summary>
    public static void DeleteAllAndThen(Action end)
    {
        lock (s_lock)
        {
            foreach (string unfinished in s_paths)
            {
                try
                {
                    File.Delete(unfinished);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // Still delete the others.
                }
            }

            end();
        }
    }
}
