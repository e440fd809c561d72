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

    /// <summary>Tokens of each sequence in the layers.</summary>
    public IReadOnlyList<int> Tokens
    {
        get
        {
            if (Model.Graph.Tokens is { } all)
            {
                return [.. Enumerable.Repeat(all, Input.Lengths.Length)];
            }

            int added = Model.Graph.Edges?.AddedTokens ?? 0;
            return [.. Input.Lengths.Select(length => length + added)];
        }
    }

    /// <summary>What the last layer of an encoder makes.</summary>
    public string LastOutput => FormattableString.Invariant($"layers.{Encoder!.Layers - 1}.output");

    /// <summary>A result of the reference, if it has the rows that the model's has.</summary>
    public Grid? Of(string name) => Reference.Find(name) is { } grid && (!Ours.TryGet(name, out TraceRecord? record) || (record.Width == grid.Width && record.Rows == grid.Rows)) ? grid : null;

    /// <summary>Whether numbers are those of the reference.</summary>
    public bool Matches(Grid? alternative, Grid expected) =>
        alternative is not null && alternative.Width == expected.Width && alternative.Rows == expected.Rows && alternative.DifferenceFrom(expected).Error <= Tolerance * expected.Largest;

    /// <summary>A vector of the weights.</summary>
    /// <param name="role">What it is for.</param>
    /// <param name="part">Which of its tensors.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>The numbers, or null where the model or the file has none of that name.</returns>
    public float[]? Vector(Role role, TensorPart part, int layer)
    {
        if (Model.Graph.Ops.SelectMany(op => op.Parameters).FirstOrDefault(parameter => parameter.Role == role && parameter.Part == part) is not { } parameter)
        {
            return null;
        }

        string number = layer.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (
            from inner in Model.Graph.Names.Prefixes
            from source in Model.Graph.Names.SourcesIfNamed(parameter)
            where source.Whole is not null
            let name = Prefix + inner + source.Whole!.Replace(NameTemplate.Layer, number, StringComparison.Ordinal)
            where Checkpoint.TryGetTensor(name, out _)
            select Checkpoint.ReadSingles(name)).FirstOrDefault();
    }
}
