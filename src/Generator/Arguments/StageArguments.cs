namespace ShapeGen.Generator.Arguments;

/// <summary>The attributes of the stages before and after an encoder.</summary>
/// <param name="all">The attributes in source order.</param>
internal sealed class StageArguments(IReadOnlyList<ModuleArguments> all)
{
    public const string Projection = "Projection";

    public const string Convolution = "Convolution";

    public const string TokenEmbedding = "TokenEmbedding";

    public const string PatchEmbedding = "PatchEmbedding";

    public const string ClassToken = "ClassToken";

    public const string Positions = "Positions";

    public const string InputNorm = "InputNorm";

    public const string Pool = "Pool";

    public const string Head = "Head";

    /// <summary>The attributes by their names, with an example for messages.</summary>
    public static readonly IReadOnlyDictionary<string, string> Examples = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Projection] = "In = 40",
        [Convolution] = "In = 80, Out = 384, Kernel = 3",
        [TokenEmbedding] = "Vocab = 30522",
        [PatchEmbedding] = "Height = 224, Width = 224, Patch = 16",
        [ClassToken] = "",
        [Positions] = "Max = 512",
        [InputNorm] = "Epsilon = 1e-12f",
        [Pool] = "Pooling.Mean",
        [Head] = "Out = 10",
    };

    /// <summary>Whether there are any.</summary>
    public bool Any => all.Count > 0;

    /// <summary>Whether every argument read so far is valid.</summary>
    public bool Valid => all.All(stage => stage.Valid);

    /// <summary>The first attribute with this name, or null.</summary>
    public ModuleArguments? this[string name] => all.FirstOrDefault(stage => stage.Name == name);

    /// <summary>All attributes with this name, in source order.</summary>
    public IEnumerable<ModuleArguments> All(string name) => all.Where(stage => stage.Name == name);

    /// <summary>Reports missing sizes.</summary>
    public void ReportMissing()
    {
        foreach (ModuleArguments stage in all)
        {
            stage.ReportMissing();
        }
    }
}
