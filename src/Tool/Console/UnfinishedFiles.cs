namespace ShapeGen.Tool.Console;

/// <summary>Files that are being written under a name of their own until they are whole. A signal deletes them and ends the process.</summary>
internal static class UnfinishedFiles
{
    private static readonly Lock s_lock = new();

    private static readonly HashSet<string> s_paths = new(StringComparer.Ordinal);

    /// <summary>A name beside a file that is to be written: a move between file systems would be a copy. It is known here before the file is there.</summary>
    /// <param name="path">The file to be.</param>
    public static string Begin(string path)
    {
        string unfinished = $"{Path.GetFullPath(path)}.{Path.GetRandomFileName()}.tmp";
        lock (s_lock)
        {
            s_paths.Add(unfinished);
        }

        return unfinished;
    }

    /// <summary>Moves a whole file to its place.</summary>
    /// <param name="unfinished">What <see cref="Begin"/> gave.</param>
    /// <param name="path">The file to be.</param>
    /// <param name="isReplaced">Whether it may be there already.</param>
    public static void Commit(string unfinished, string path, bool isReplaced)
    {
        lock (s_lock)
        {
            File.Move(unfinished, path, isReplaced);
            s_paths.Remove(unfinished);
        }
    }

    /// <summary>Deletes a file that does not become whole; nothing where it has.</summary>
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

    /// <summary>Writes a file as a whole: it is there when it is complete, and not before.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="text">Its text, in UTF-8 without a byte order mark.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        // A link, as /dev/stdout is, leads elsewhere: what it leads to is written, and the link stays.
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

    /// <summary>Deletes all of them, and does the rest while nothing can begin or end a file.</summary>
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
                    // The others go all the same.
                }
            }

            end();
        }
    }
}
