using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Build;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Formats;
using ShapeGen.Tool.Shards;

namespace ShapeGen.Tool.Inspection;

/// <summary>A checkpoint of one file, or of several with an index. Only headers are read.</summary>
internal sealed partial class CheckpointSource
{
    private const string FileName = "model.safetensors";

    private const string IndexName = "model.safetensors.index.json";

    /// <summary>Other files in a folder that <c>convert</c> reads.</summary>
    private static readonly string[] s_otherFiles = ["pytorch_model.bin.index.json", "pytorch_model.bin", "model.onnx", "onnx/model.onnx"];

    private CheckpointSource(string path, string folder, IReadOnlyList<string> files, IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Folder = folder;
        Files = files;
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The path that was given.</summary>
    public string Path { get; }

    /// <summary>The folder of the checkpoint and of its configuration.</summary>
    public string Folder { get; }

    /// <summary>The paths of the files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The tensors of all files.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The strings that the writers added.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A name for the class: the file's name, or its folder's if the file is called <c>model</c> and the path is a folder.</summary>
    public string Stem
    {
        get
        {
            string stem = System.IO.Path.GetFileName(Files.Count == 1 ? Files[0] : IndexName).Split('.')[0];
            string folder = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Folder)));
            return stem == "model" && Directory.Exists(Path) && folder.Length > 0 ? folder : stem;
        }
    }

    /// <summary>Opens a file, a folder that has one, or an index.</summary>
    /// <exception cref="ToolException">The file does not exist or cannot be read.</exception>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static CheckpointSource Open(string path)
    {
        (string file, bool isIndex) = Locate(path);
        return isIndex ? OfIndex(path, file) : OfFile(path, file);
    }

    /// <summary>The file of a checkpoint with a single file, to load weights from.</summary>
    /// <param name="path">A file, a folder that has one, or an index of one file.</param>
    /// <exception cref="ToolException">The file does not exist, or the checkpoint has several.</exception>
    public static string FileOf(string path)
    {
        (string file, bool isIndex) = Locate(path);
        if (!isIndex)
        {
            return file;
        }

        List<string> files = [.. ShardIndex.Read(file).Values.Distinct(StringComparer.Ordinal)];
        return files is [string only] ? System.IO.Path.Combine(FolderOf(file), only) : throw SeveralFiles(path, files.Count);
    }

    /// <summary>The error of a command that needs a checkpoint with a single file.</summary>
    public static ToolException SeveralFiles(string path, int count) =>
        ToolException.BadFile(path, $"is a model in {count} files, but this command reads only one. Join them first: {Conversion(path, "model.safetensors")}");

    private static string Conversion(string from, string to) => $"shapegen convert {FileText.Shell(from)} --output {FileText.Shell(to)}";

    private static (string File, bool IsIndex) Locate(string path)
    {
        if (Directory.Exists(path))
        {
            path = CheckpointFolder.EncoderBelow(path) ?? path;
            string index = System.IO.Path.Combine(path, IndexName);
            string single = System.IO.Path.Combine(path, FileName);
            return File.Exists(index) ? (index, true)
                : File.Exists(single) ? (single, false)
                : Directory.GetFiles(path, "*.safetensors") is [string only] ? (only, false)
                : s_otherFiles.FirstOrDefault(name => File.Exists(System.IO.Path.Combine(path, name))) is { } other
                    ? throw ToolException.BadFile(path, $"is a folder without {FileName}; it has {other}. Convert it first: {Conversion(path, System.IO.Path.Combine(path, FileName))}")
                : throw ToolException.BadFile(path, $"is a folder without {FileName} or {IndexName}; give a file.");
        }

        if (!File.Exists(path))
        {
            throw ToolException.BadFile(path, "the file does not exist.");
        }

        return System.IO.Path.GetExtension(path).Equals(".cs", StringComparison.OrdinalIgnoreCase)
            ? throw ToolException.BadFile(path, "is a C# file, not a checkpoint. explain, verify and bench take one as the declaration of a model.")
            : (path, path.EndsWith(FileRecogniser.IndexEnd, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The facts from which the generator derives a declaration.</summary>
    public CheckpointFacts Facts()
    {
        List<HeaderTensor> tensors = [.. Tensors.Select(tensor => new HeaderTensor(tensor.Name, tensor.Type.HeaderName(), new(tensor.Shape)))];
        CheckpointFacts beside = CheckpointFacts.Parse(Path, CheckpointFolder.Describe(Folder).Split('\n'));
        return beside with { Tensors = new(tensors), Aliases = new(CheckpointFacts.AliasesOf(Metadata.Select(entry => new TensorAlias(entry.Key, entry.Value)), tensors)) };
    }

    private static CheckpointSource OfFile(string path, string file)
    {
        if (ShardName().Match(System.IO.Path.GetFileName(file)) is { Success: true } shard && int.Parse(shard.Groups[1].Value, CultureInfo.InvariantCulture) > 1)
        {
            throw ToolException.BadFile(file, $"is one of the {int.Parse(shard.Groups[1].Value, CultureInfo.InvariantCulture)} files of a model; give their index, {IndexName}, or its folder.");
        }

        using SafetensorsFile opened = SafetensorsInput.Open(file);
        return new(path, FolderOf(file), [file], opened.Tensors, opened.Metadata);
    }

    private static CheckpointSource OfIndex(string path, string index)
    {
        string folder = FolderOf(index);
        ShardIndex shards = ShardIndex.ReadAll(index);
        Dictionary<string, string> map = shards.FileOfTensor;
        List<string> files = [.. map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, TensorInfo> tensors = new(StringComparer.Ordinal);
        Dictionary<string, string> metadata = new(shards.Metadata, StringComparer.Ordinal);
        foreach (string file in files)
        {
            if (!File.Exists(System.IO.Path.Combine(folder, file)))
            {
                throw ToolException.BadFile(index, $"names {file}, which does not exist.");
            }
        }

        List<string> paths = [.. files.Select(file => System.IO.Path.Combine(folder, file))];
        foreach ((string file, string part) in files.Zip(paths))
        {
            using SafetensorsFile opened = SafetensorsInput.Open(part);
            foreach (TensorInfo tensor in opened.Tensors)
            {
                if (!tensors.TryAdd(tensor.Name, tensor))
                {
                    throw ToolException.BadFile(index, $"the tensor '{tensor.Name}' is in {file} and in another file of the index.");
                }

                if (!map.TryGetValue(tensor.Name, out string? said) || said != file)
                {
                    throw ToolException.BadFile(index, $"the tensor '{tensor.Name}' is in {file}, but the index {(said is null ? "does not name it" : $"says {said}")}.");
                }
            }

            foreach ((string key, string value) in opened.Metadata)
            {
                metadata.TryAdd(key, value);
            }
        }

        // A tied tensor may be only in the index; the metadata says which other tensor is in a file.
        return map.Keys.FirstOrDefault(name => !tensors.ContainsKey(name) && !(metadata.TryGetValue(name, out string? kept) && tensors.ContainsKey(kept))) is { } missing
            ? throw ToolException.BadFile(index, $"the tensor '{missing}' is in none of the index's files.")
            : new(path, folder, paths, [.. tensors.Values], metadata);
    }

    [GeneratedRegex(@"-\d{5}-of-(\d{5})\.safetensors$")]
    private static partial Regex ShardName();

    private static string FolderOf(string file) => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
}
