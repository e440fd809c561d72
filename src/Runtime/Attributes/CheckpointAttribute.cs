namespace ShapeGen;

/// <summary>
/// Names the checkpoint of the model. An argument that does not fit the checkpoint is then a compile error.
/// </summary>
/// <remarks>
/// The file is an item of the project: <c>&lt;ShapeGenCheckpoint Include="model.safetensors" /&gt;</c>. The build reads only its header. It also compares the files
/// next to it: HuggingFace's <c>config.json</c>, and a sentence embedder's <c>modules.json</c> with its folders. With <c>Embed="true"</c> on the item, the file
/// becomes a resource of the assembly, and the class gets <c>Load()</c>, which reads the resource with <see cref="Prefix"/>. This attribute does not change what
/// <c>Load</c> with arguments reads.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CheckpointAttribute : Attribute
{
    /// <summary>Names the checkpoint.</summary>
    /// <param name="path">The path, written as in the project's item.</param>
    public CheckpointAttribute(string path) => Path = path;

    /// <summary>The path, written as in the project's item.</summary>
    public string Path { get; }

    /// <summary>The prefix of this model's tensor names in the file, as passed to <c>Load</c>. Empty by default.</summary>
    public string Prefix { get; set; } = "";
}
