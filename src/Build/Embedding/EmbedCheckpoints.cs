using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ShapeGen.Build.Embedding;

/// <summary>
/// Makes a resource of each checkpoint of a project with <c>Embed="true"</c>: of the file itself, or of a copy with its floats converted to <c>Precision</c>. A
/// file whose length and time have not changed since the last build is not read.
/// </summary>
public sealed class EmbedCheckpoints : Microsoft.Build.Utilities.Task
{
    /// <summary>
    /// Maximum bytes of the resources of an assembly. The compiler holds each resource in an array, and offsets in the assembly are 31-bit numbers. 16 MB are left
    /// for the code.
    /// </summary>
    internal const long MaxBytes = int.MaxValue - (16 * 1024 * 1024);

    /// <summary>Increase it when files must be converted again.</summary>
    private const int Version = 1;

    private readonly List<ITaskItem> _resources = [];
    private readonly List<ITaskItem> _stamps = [];
    private readonly List<ITaskItem> _converted = [];
    private readonly List<ITaskItem> _refused = [];

    /// <summary>The checkpoints.</summary>
    [Required]
    public ITaskItem[] Checkpoints { get; set; } = [];

    /// <summary>The folder for converted files.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The project's folder.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The resources, each with its name.</summary>
    [Output]
    public ITaskItem[] Resources => [.. _resources];

    /// <summary>A file for each resource that changes with it, so that the compiler runs again.</summary>
    [Output]
    public ITaskItem[] Stamps => [.. _stamps];

    /// <summary>The converted files among the resources.</summary>
    [Output]
    public ITaskItem[] Converted => [.. _converted];

    /// <summary>The checkpoints that cannot be embedded, each with the reason in <c>Reason</c>.</summary>
    [Output]
    public ITaskItem[] Refused => [.. _refused];

    /// <inheritdoc/>
    public override bool Execute()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        long total = 0;
        Directory.CreateDirectory(Folder);
        foreach (CheckpointItem checkpoint in Checkpoints.Select(item => new CheckpointItem(item, ProjectFolder)))
        {
            try
            {
                if (ReadOptions(checkpoint, out Precision precision))
                {
                    if (!names.Add(checkpoint.Resource))
                    {
                        throw new InvalidDataException($"another checkpoint has the same resource name '{checkpoint.Resource}'; give one of them a LogicalName");
                    }

                    Embed(checkpoint, precision, ref total);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
            {
                TaskItem refused = ItemText.Item(checkpoint.Written);
                refused.Set("Reason", error.Message);
                _refused.Add(refused);
            }
        }

        return !Log.HasLoggedErrors;
    }

    /// <returns>Whether the checkpoint is to be embedded.</returns>
    private static bool ReadOptions(CheckpointItem checkpoint, out Precision precision)
    {
        if (!checkpoint.IsEmbedded && checkpoint.EmbedText.Length > 0 && !string.Equals(checkpoint.EmbedText, "false", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"Embed is '{checkpoint.EmbedText}'; write true or false");
        }

        if (!Precisions.TryParse(checkpoint.PrecisionText, out precision))
        {
            throw new InvalidDataException($"Precision is '{checkpoint.PrecisionText}'; write {string.Join(" or ", Precisions.Converted)}, or leave it out to keep the numbers as the file has them");
        }

        return checkpoint.IsEmbedded || (precision == Precision.AsStored
            ? false
            : throw new InvalidDataException($"Precision=\"{precision}\" applies to embedded checkpoints only; add Embed=\"true\", or leave it out"));
    }

    private void Embed(CheckpointItem checkpoint, Precision precision, ref long total)
    {
        FileInfo file = new(checkpoint.Path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"there is no file {checkpoint.Path}");
        }

        string stamp = Path.Combine(Folder, checkpoint.IntermediateName + ".stamp");
        string converted = Path.Combine(Folder, checkpoint.IntermediateName);
        string known = File.Exists(stamp) ? File.ReadAllText(stamp) : "";
        long length = precision == Precision.AsStored ? file.Length
            : File.Exists(converted) && known == Stamp(file, precision, new FileInfo(converted).Length) ? new FileInfo(converted).Length
            : Convert(checkpoint, precision, converted, stamp, total);
        RequireRoom(length, precision, ref total);
        TextFile.WriteIfChanged(stamp, Stamp(file, precision, length));

        string path = precision == Precision.AsStored ? checkpoint.Path : converted;
        if (path.IndexOf('"') >= 0 || checkpoint.Resource.IndexOf('"') >= 0)
        {
            throw new InvalidDataException("the compiler allows no quotation mark in the path or the name of a resource; rename the file, or give it another LogicalName");
        }

        TaskItem resource = ItemText.Item(path);
        resource.Set("LogicalName", checkpoint.Resource);

        // model.de.safetensors is not a German resource.
        resource.Set("WithCulture", "false");
        _resources.Add(resource);
        _stamps.Add(ItemText.Item(stamp));
        if (precision != Precision.AsStored)
        {
            _converted.Add(ItemText.Item(converted));
        }
    }

    /// <summary>Writes a temporary file first, so that an interrupted build does not leave an incomplete file.</summary>
    private static long Convert(CheckpointItem checkpoint, Precision precision, string converted, string stamp, long total)
    {
        File.Delete(stamp);
        using CheckpointConversion conversion = CheckpointConversion.Open(checkpoint.Path, precision);
        RequireRoom(conversion.Length, precision, ref total);
        string unfinished = converted + ".tmp";
        try
        {
            conversion.Write(unfinished);
            File.Delete(converted);
            File.Move(unfinished, converted);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return conversion.Length;
    }

    private static void RequireRoom(long length, Precision precision, ref long total)
    {
        string sum = total > 0 ? FormattableString.Invariant($" ({total + length} with the checkpoints before it)") : "";
        total += length;
        if (total > MaxBytes)
        {
            string advice = precision == Precision.AsStored ? "store F32 as Precision=\"Half\" or \"BFloat16\", which halves it, or load it from a file" : "load it from a file";
            throw new InvalidDataException(FormattableString.Invariant($"it takes {length} bytes{sum}, but all checkpoints in an assembly may take at most {MaxBytes} together; {advice}"));
        }
    }

    private static string Stamp(FileInfo file, Precision precision, long length) =>
        string.Format(CultureInfo.InvariantCulture, "{0}\n{1}\n{2}\n{3}\n{4}\n", Version, file.Length, file.LastWriteTimeUtc.Ticks, precision, length);
}
