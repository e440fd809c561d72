using ShapeGen.Generator.Common;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Emission;

/// <summary>Names of tensors as C#.</summary>
/// <param name="isOfLayer">Whether the code is in the loop over layers.</param>
/// <param name="stem">What a variable holds of the layer's names; empty if there is none.</param>
internal sealed class LayoutNames(bool isOfLayer, string stem)
{
    /// <summary>The variable that holds what the names of a layer have in common.</summary>
    public const string StemVariable = "at";

    /// <summary>What all names of a layer begin with, up to the layer's number and the dot behind it; empty where they do not.</summary>
    public static string Stem(IEnumerable<TensorSource> sources)
    {
        List<string> names = sources.SelectMany(source => source.Pieces.Select(piece => piece.Name)).OfType<string>().ToList();
        int end = names[0].IndexOf(NameTemplate.Layer + ".", StringComparison.Ordinal);
        if (end < 0)
        {
            return "";
        }

        string stem = names[0].Substring(0, end + NameTemplate.Layer.Length + 1);
        return names.All(name => name.StartsWith(stem, StringComparison.Ordinal)) ? stem : "";
    }

    /// <summary>A source as an argument.</summary>
    public string Of(TensorSource source)
    {
        string text = source.Whole is { } name
            ? !source.IsTransposed ? Of(name) : $"TensorSource.Of({Of(name)})"
            : $"TensorSource.Join({(source.Pieces.Count == 1 ? Of(source.Pieces[0]) : string.Concat(source.Pieces.Select(piece => "\n        " + Of(piece) + ",")).TrimEnd(','))})";
        return text + (source.IsTransposed ? ".Transposed()" : "");
    }

    private string Of(TensorPiece piece) =>
        piece.Name is null ? $"TensorRows.Zeros({Literals.Integer(piece.Count)})" :
        piece.Count == piece.Of ? $"TensorRows.All({Of(piece.Name)}, {Literals.Integer(piece.Count)})" :
        $"TensorRows.Some({Of(piece.Name)}, first: {Literals.Integer(piece.First)}, {Literals.Integer(piece.Count)}, of: {Literals.Integer(piece.Of)})";

    private string Of(string name) =>
        !isOfLayer ? Literals.String(name) :
        stem.Length > 0 ? $"{StemVariable} + {Literals.String(name.Substring(stem.Length))}" :
        name.Contains(NameTemplate.Layer) ? "$" + Literals.String(name) :
        Literals.String(name);
}
