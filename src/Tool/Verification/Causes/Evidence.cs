using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Roles;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>The data for finding a cause.</summary>
/// <param name="Model">The model.</param>
/// <param name="Checkpoint">Its weights.</param>
/// <param name="Prefix">The prefix of the model's tensor names in the checkpoint.</param>
/// <param name="Input">The input of the run.</param>
/// <param name="Reference">The other program's results.</param>
/// <param name="Ours">The model's results.</param>
/// <param name="Tolerance">The maximum difference of a result, relative to its largest value.</param>
internal sealed record Evidence(CompiledModel Model, SafetensorsFile Checkpoint, string Prefix, ModelInput Input, Reference Reference, TraceRecorder Ours, double Tolerance)
{
    /// <summary>The declaration, if it is an encoder.</summary>
    public EncoderModule? Encoder => Model.Declaration.Shape as EncoderModule;

    /// <summary>The attention of the model or module.</summary>
    public AttentionDeclaration? Attention => Encoder?.Attention ?? (Model.Declaration.Shape as AttentionModule)?.Attention;

    /// <summary>The feed-forward block of the model or module.</summary>
    public FeedForwardDeclaration? Block => Encoder?.Block ?? (Model.Declaration.Shape as FeedForwardModule)?.Block;

    /// <summary>Tokens of each sequence in the layers.</summary>
    public IReadOnlyList<int> Tokens
    {
        get
        {
            if (Model.Graph.Tokens is { } all)
            {
                return [.. Enumerable.Repeat(all, Input.Lengths.Length)];
            }

            ModelEdges? edges = Model.Graph.Edges;
            return [.. Input.Lengths.Select(length => (int)(edges?.Windows.Aggregate((long)length, (rows, window) => window.RowsOf(rows)) ?? length) + (edges?.AddedTokens ?? 0))];
        }
    }

    /// <summary>The name of the last layer's output.</summary>
    public string LastOutput => FormattableString.Invariant($"layers.{Encoder!.Layers - 1}.output");

    /// <summary>
    /// A stage in each layer. A declaration applies to all layers, so an alternative is a cause only if it explains every layer that the reference has.
    /// </summary>
    public IEnumerable<DepartingStage> EveryLayer(DepartingStage departing) =>
        departing.Layer is null ? [departing] : Enumerable.Range(0, Encoder!.Layers).Select(layer => departing with { Layer = layer });

    /// <summary>A result of the reference, if it has the shape of the model's.</summary>
    public Grid? Of(string name) => Reference.Find(name) is { } grid && (!Ours.TryGet(name, out TraceRecord? record) || (record.Width == grid.Width && record.Rows == grid.Rows)) ? grid : null;

    /// <summary>Whether a result matches the reference.</summary>
    public bool Matches(Grid? alternative, Grid? expected) =>
        alternative is not null && expected is not null && alternative.Width == expected.Width && alternative.Rows == expected.Rows
        && alternative.DifferenceFrom(expected).Error <= Tolerance * expected.Largest;

    /// <summary>Reads a vector of weights.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="part">The tensor of that role.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>The values, or null if the model or the file does not have it.</returns>
    public float[]? Vector(Role role, TensorPart part, int layer)
    {
        string number = layer.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Model.Graph.Ops.SelectMany(op => op.Parameters).FirstOrDefault(parameter => parameter.Role == role && parameter.Part == part) is { } parameter
            ? Read(Model.Graph.Names.SourcesIfNamed(parameter).Select(source => source.Whole?.Replace(NameTemplate.Layer, number, StringComparison.Ordinal)).OfType<string>())
            : null;
    }

    /// <summary>Reads a table of the file, even if the model does not use it; null if it has no known name, or if the file does not have it.</summary>
    public float[]? Table(Role role) => Read(Model.Graph.Names.NamesOf(role, TensorPart.Weight));

    private float[]? Read(IEnumerable<string> names) => (
        from inner in Model.Graph.Names.Prefixes
        from name in names
        where Checkpoint.TryGetTensor(Prefix + inner + name, out _)
        select Checkpoint.ReadSingles(Prefix + inner + name)).FirstOrDefault();
}
