using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Naming;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>What a cause is looked for with.</summary>
/// <param name="Model">The model.</param>
/// <param name="Checkpoint">Its weights.</param>
/// <param name="Prefix">What stands before the model's names in them.</param>
/// <param name="Input">What it was run on.</param>
/// <param name="Reference">The other program's results.</param>
/// <param name="Ours">The model's results.</param>
/// <param name="Tolerance">The limit of a result, as a part of its largest number.</param>
internal sealed record Evidence(CompiledModel Model, SafetensorsFile Checkpoint, string Prefix, ModelInput Input, Reference Reference, TraceRecorder Ours, double Tolerance)
{
    /// <summary>The declaration, where it is an encoder's.</summary>
    public EncoderModule? Encoder => Model.Declaration.Shape as EncoderModule;

    /// <summary>The attention, of whatever it is a part.</summary>
    public AttentionDeclaration? Attention => Encoder?.Attention ?? (Model.Declaration.Shape as AttentionModule)?.Attention;

    /// <summary>The feed-forward block, of whatever it is a part.</summary>
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

    /// <summary>What the last layer of an encoder makes.</summary>
    public string LastOutput => FormattableString.Invariant($"layers.{Encoder!.Layers - 1}.output");

    /// <summary>
    /// A stage in each layer. What a declaration says holds for all of them: another word explains a departure only where it explains all layers that the reference has.
    /// </summary>
    public IEnumerable<Suspect> EveryLayer(Suspect suspect) =>
        suspect.Layer is null ? [suspect] : Enumerable.Range(0, Encoder!.Layers).Select(layer => suspect with { Layer = layer });

    /// <summary>A result of the reference, if it has the rows that the model's has.</summary>
    public Grid? Of(string name) => Reference.Find(name) is { } grid && (!Ours.TryGet(name, out TraceRecord? record) || (record.Width == grid.Width && record.Rows == grid.Rows)) ? grid : null;

    /// <summary>Whether numbers are those of the reference.</summary>
    public bool Matches(Grid? alternative, Grid? expected) =>
        alternative is not null && expected is not null && alternative.Width == expected.Width && alternative.Rows == expected.Rows
        && alternative.DifferenceFrom(expected).Error <= Tolerance * expected.Largest;

    /// <summary>A vector of the weights.</summary>
    /// <param name="role">What it is for.</param>
    /// <param name="part">Which of its tensors.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>The numbers, or null where the model or the file has none of that name.</returns>
    public float[]? Vector(Role role, TensorPart part, int layer)
    {
        string number = layer.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Model.Graph.Ops.SelectMany(op => op.Parameters).FirstOrDefault(parameter => parameter.Role == role && parameter.Part == part) is { } parameter
            ? Read(Model.Graph.Names.SourcesIfNamed(parameter).Select(source => source.Whole?.Replace(NameTemplate.Layer, number, StringComparison.Ordinal)).OfType<string>())
            : null;
    }

    /// <summary>A table of the file, whether or not the model has it; null where the names have none for it, or the file none of that name.</summary>
    public float[]? Table(Role role) => Read(Model.Graph.Names.NamesOf(role, TensorPart.Weight));

    private float[]? Read(IEnumerable<string> names) => (
        from inner in Model.Graph.Names.Prefixes
        from name in names
        where Checkpoint.TryGetTensor(Prefix + inner + name, out _)
        select Checkpoint.ReadSingles(Prefix + inner + name)).FirstOrDefault();
}
