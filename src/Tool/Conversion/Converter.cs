using System.Globalization;
using ShapeGen.Generator.Common;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>Converts a checkpoint of any format to a safetensors file.</summary>
internal static class Converter
{
    /// <summary>Converts a checkpoint.</summary>
    /// <param name="request">The settings.</param>
    /// <param name="progress">Receives the total number of bytes once, then the bytes of each step.</param>
    /// <param name="cancellation">Stops the conversion and leaves no file.</param>
    /// <exception cref="ToolException">The conversion is not possible; the message says why.</exception>
    public static ConversionResult Convert(ConversionRequest request, IConversionProgress progress, CancellationToken cancellation)
    {
        // Everything that can be checked beforehand comes first.
        NameMap map = ReadMap(request);
        string? config = FindConfig(request.Input);
        string configCopy = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(request.Output))!, ConfigName);
        bool isConfigCopied = request.WithConfig && config is not null && Path.GetFullPath(config) != configCopy;
        RequireNewFile(request.Output, request.Force);
        if (isConfigCopied)
        {
            RequireNewFile(configCopy, request.Force);
        }
        else if (request.WithConfig && config is null)
        {
            throw ToolException.BadFile(request.Input, $"there is no {ConfigName} in its folder to copy. Leave out --with-config.");
        }

        List<string> remarks;
        IReadOnlyList<OutputTensor> tensors;
        List<string> dropped;
        CheckpointFormat format;
        using CheckpointWriter writer = new(request.Output);
        using (CheckpointReader reader = Checkpoints.Open(request.Input, request.Format, request.Reading, cancellation))
        {
            format = reader.Format;
            remarks = [.. reader.Remarks];
            (List<StoredTensor> kept, dropped) = Select(reader, request);
            reader.Prepare(kept);
            RequireReadable(reader, kept);
            RequireSensibleSharing(reader, kept);
            tensors = CheckpointWriter.Arrange(Rename(reader, kept, map, request, remarks));
            progress.Start(tensors.Sum(static tensor => tensor.ByteCount));
            try
            {
                writer.Write(tensors, reader.Metadata, progress.Add, cancellation);
            }
            catch (InvalidDataException exception)
            {
                throw ToolException.BadFile(reader.Path, exception.Message, exception);
            }
            catch (Exception exception) when (DamagedFile.IsIndicatedBy(exception))
            {
                throw ToolException.BadFile(reader.Path, $"the tensors cannot be read: {exception.Message}", exception);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        writer.Commit(request.Force);
        if (isConfigCopied)
        {
            File.Copy(config!, configCopy, request.Force);
        }
        else if (config is not null && Path.GetFullPath(config) != configCopy)
        {
            remarks.Add($"{config} has what the tensors do not show, such as heads and epsilon. Copy it to the folder of {request.Output}, or convert with --with-config.");
        }

        RemarkUnusable(tensors, remarks);
        long overflowed = tensors.Sum(static tensor => tensor.OverflowCount);
        if (overflowed > 0)
        {
            string names = string.Join(", ", tensors.Where(static tensor => tensor.OverflowCount > 0).Take(3).Select(static tensor => tensor.Name));
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture, $"{overflowed} values are too large for {request.FloatType?.HeaderName()} and became infinite, in {names}. BF16 and F32 have the range of F32."));
        }

        return new(
            request.Input,
            format,
            request.Output,
            tensors.Count,
            tensors.Sum(static tensor => Shapes.Count(tensor.Source.Shape)),
            new FileInfo(request.Output).Length,
            [.. tensors.Where(static tensor => tensor.Name != tensor.Source.Name).Select(static tensor => new Renaming(tensor.Source.Name, tensor.Name))],
            dropped,
            tensors.Count(static tensor => tensor.IsConverted),
            [.. tensors.Where(static tensor => tensor.Source.Identity is not null)
                .GroupBy(static tensor => tensor.Source.Identity)
                .Where(static group => group.Count() > 1)
                .Select(static group => group.Select(static tensor => tensor.Name).ToArray())],
            overflowed,
            isConfigCopied ? configCopy : null,
            remarks);
    }

    private const string ConfigName = "config.json";

    private static void RequireNewFile(string path, bool isForced)
    {
        if (Directory.Exists(path))
        {
            throw ToolException.BadFile(path, "this is a folder. Give the name of the file to write.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw ToolException.BadFile(path, $"the folder {folder} does not exist. Create it first.");
        }

        if (!isForced && File.Exists(path))
        {
            throw ToolException.BadFile(path, "the file already exists. Give another name, or use --force to overwrite it.");
        }
    }

    private static string? FindConfig(string input)
    {
        string folder = Directory.Exists(input) ? input : Path.GetDirectoryName(Path.GetFullPath(input))!;
        string config = Path.Combine(folder, ConfigName);
        return File.Exists(config) ? config : null;
    }

    /// <summary>Adds remarks for tensors that are copied as they are but cannot be weights.</summary>
    private static void RemarkUnusable(IReadOnlyList<OutputTensor> tensors, List<string> remarks)
    {
        foreach (IGrouping<TensorType, OutputTensor> group in tensors.GroupBy(static tensor => tensor.Type))
        {
            if (group.Key.WayOut() is { } wayOut)
            {
                remarks.Add($"{Text.Count(group.Count(), "tensor")} of type {group.Key.HeaderName()}, such as {Text.Quote(group.First().Name)}, were copied as they are, but no model can load them as weights: these are {wayOut}.");
            }
        }
    }

    private static NameMap ReadMap(ConversionRequest request)
    {
        NameMap map = new();
        foreach (string rule in request.Map)
        {
            map.Add(rule);
        }

        if (request.MapFile is not null)
        {
            map.AddFile(request.MapFile);
        }

        return map;
    }

    private static (List<StoredTensor> Kept, List<string> Dropped) Select(CheckpointReader reader, ConversionRequest request)
    {
        PatternList keep = new("--keep", request.Keep), drop = new("--drop", request.Drop);
        List<StoredTensor> kept = [];
        List<string> dropped = [];
        foreach (StoredTensor tensor in reader.Tensors)
        {
            // Both are tested, so that each pattern records whether it matches anything.
            bool isKept = keep.Fits(tensor.Name), isDropped = drop.Fits(tensor.Name);
            if ((isKept || request.Keep.Count == 0) && !isDropped)
            {
                kept.Add(tensor);
            }
            else
            {
                dropped.Add(tensor.Name);
            }
        }

        keep.RequireUsed(reader);
        drop.RequireUsed(reader);
        if (kept.Count == 0)
        {
            throw ToolException.BadFile(reader.Path, string.Create(CultureInfo.InvariantCulture, $"nothing is left to write: {dropped.Count} of {reader.Tensors.Count} tensors are dropped."));
        }

        return (kept, dropped);
    }

    /// <summary>Limits sharing: tensors may share their data, as tied weights do, but a hostile file of a few kilobytes could fill the disk that way.</summary>
    private static void RequireSensibleSharing(CheckpointReader reader, List<StoredTensor> kept)
    {
        const long FreeBytes = 256 << 20, MaxSharing = 256;
        Int128 bytes = 0;
        kept.ForEach(tensor => bytes += tensor.ByteCount);
        if (bytes > Int128.Max((Int128)reader.FileBytes * MaxSharing, FreeBytes))
        {
            throw ToolException.BadFile(reader.Path, string.Create(
                CultureInfo.InvariantCulture, $"its {kept.Count} tensors take {bytes} bytes, more than {MaxSharing} times the {reader.FileBytes} bytes of the file. Select some with --keep."));
        }
    }

    /// <summary>Throws if a kept tensor cannot be read. Problems of dropped tensors do not matter.</summary>
    private static void RequireReadable(CheckpointReader reader, List<StoredTensor> kept)
    {
        if (kept.Find(static tensor => tensor.Problem is not null) is { } unreadable)
        {
            string shape = unreadable.Shape.Count > 0 ? $" {Shapes.Show(unreadable.Shape)}" : "";
            int others = kept.Count(static tensor => tensor.Problem is not null) - 1;
            string more = others > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Text.Count(others, "other tensor")} cannot be converted either.") : "";
            throw ToolException.BadFile(
                reader.Path, $"{Text.Quote(unreadable.Name)}{shape} cannot be converted: {unreadable.Problem}.{more} To convert the rest, use --drop {FileText.Shell(unreadable.Name)}");
        }

        // Two tensors with the same name cannot both be kept, and keeping one would be a guess.
        HashSet<string> names = new(StringComparer.Ordinal);
        if (kept.Find(tensor => !names.Add(tensor.Name)) is { } twice)
        {
            throw ToolException.BadFile(reader.Path, $"two tensors are named {Text.Quote(twice.Name)}. To convert the rest, use --drop {FileText.Shell(twice.Name)}");
        }
    }

    private static List<OutputTensor> Rename(CheckpointReader reader, List<StoredTensor> kept, NameMap map, ConversionRequest request, List<string> remarks)
    {
        Dictionary<string, string> origins = new(StringComparer.Ordinal);
        List<OutputTensor> tensors = [];
        foreach (StoredTensor tensor in kept)
        {
            string name = map.Map(tensor.Name);
            RequireName(reader, tensor, name);
            if (!origins.TryAdd(name, tensor.Name))
            {
                throw ToolException.BadFile(reader.Path, $"{Text.Quote(origins[name])} and {Text.Quote(tensor.Name)} would both be named {Text.Quote(name)}. Map or drop one of them.");
            }

            tensors.Add(new(tensor, name, request.FloatType));
        }

        HashSet<string> given = [.. request.Map];
        string[] unused = [.. map.Unused];
        if (unused.FirstOrDefault(given.Contains) is { } rule)
        {
            throw ToolException.Usage($"--map {Text.Quote(rule)} matches no kept tensor{Nearest(rule[..rule.IndexOf('=', StringComparison.Ordinal)], reader)}.");
        }

        if (unused.Length > 0)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{Text.Count(unused.Length, "rule")} of {request.MapFile} match no tensor; the first is {Text.Quote(unused[0])}."));
        }

        return tensors;
    }

    private static void RequireName(CheckpointReader reader, StoredTensor tensor, string name)
    {
        if (name.Length == 0 || name == SafetensorsFormat.MetadataKey)
        {
            throw ToolException.BadFile(reader.Path, $"{Text.Quote(tensor.Name)} would be named {Text.Quote(name)}, which safetensors does not allow. Map it to another name.");
        }

        try
        {
            Unicode.Require(name, nameof(name));
        }
        catch (ArgumentException exception)
        {
            throw ToolException.BadFile(reader.Path, $"the name {Text.Quote(name)} is not valid Unicode. Map it to another name.", exception);
        }
    }

    /// <summary>A suggestion for a misspelt name.</summary>
    private static string Nearest(string name, CheckpointReader reader) =>
        !name.Contains('*', StringComparison.Ordinal) && new NearestName(reader.Tensors.Select(static tensor => tensor.Name)).Find(name) is { } nearest
            ? $"; did you mean {Text.Quote(nearest)}?"
            : "";

    private sealed class PatternList(string option, IReadOnlyList<string> patterns)
    {
        private readonly NamePattern[] _patterns = [.. patterns.Select(static pattern => new NamePattern(pattern))];
        private readonly HashSet<NamePattern> _used = [];

        public bool Fits(string name)
        {
            bool fits = false;
            foreach (NamePattern pattern in _patterns)
            {
                if (pattern.Match(name) is not null)
                {
                    _used.Add(pattern);
                    fits = true;
                }
            }

            return fits;
        }

        public void RequireUsed(CheckpointReader reader)
        {
            if (Array.Find(_patterns, pattern => !_used.Contains(pattern)) is { } unused)
            {
                throw ToolException.Usage($"{option} {Text.Quote(unused.Text)} matches none of the {reader.Tensors.Count} tensors{Nearest(unused.Text, reader)}.");
            }
        }
    }
}
