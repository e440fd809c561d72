namespace ShapeGen;

/// <summary>
/// Says which checkpoint the model is for, so that what does not fit is an error when the project is compiled, on the argument that is wrong.
/// </summary>
/// <remarks>
/// The file is an item of the project: <c>&lt;ShapeGenCheckpoint Include="model.safetensors" /&gt;</c>. Its header is read by the build, nothing else of it; the
/// files beside it, HuggingFace's <c>config.json</c> and a sentence embedder's <c>modules.json</c> with its folders, are compared too. With <c>Embed="true"</c> on the item the file becomes a resource of the assembly, and the
/// class gets <c>Load()</c>, which reads it there under <see cref="Prefix"/>. What <c>Load</c> with arguments reads does not depend on this attribute.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CheckpointAttribute : Attribute
{
    /// <summary>Declares the checkpoint.</summary>
    /// <param name="path">The path, as the project's item has it.</param>
    public CheckpointAttribute(string path) => Path = path;

    /// <summary>The path, as the project's item has it.</summary>
    public string Path { get; }

    /// <summary>What the names of this model begin with in the file, as <c>Load</c> is given it. Empty by default.</summary>
    public string Prefix { get; set; } = "";
}
