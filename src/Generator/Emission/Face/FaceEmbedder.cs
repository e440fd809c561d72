using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Emission.Face;

/// <summary>The interface of models from token ids to one row for each sequence.</summary>
internal static class FaceEmbedder
{
    public const string Interface = "global::ShapeGen.ITokenEmbedder";

    public static bool IsOne(CallForm form) => form is { Input: InputForm.Ids or InputForm.IdsAndTypes, IsPooled: true, IsFixed: false };

    public static IEnumerable<FaceMember> Members() =>
    [
        Property("Dimensions", _ => "OutputWidth"),
        Property("Vocabulary", edges => Literals.Integer(edges.Vocabulary)),
        Property("MaxTokens", edges => edges.Positions is { } positions ? Literals.Integer(positions.Max - positions.Offset) : "int.MaxValue"),
        new()
        {
            Name = $"{Interface}.Embed",
            Head = "void",
            Parameters = [new(FaceType.Ids, "ids"), new(FaceType.Lengths, "lengths"), new(FaceType.Floats, "output"), new(FaceType.Integer, "threads")],
            Body = _ => "=> Forward(ids, lengths, output, threads);",
            IsExplicit = true,
        },
    ];

    private static FaceMember Property(string name, Func<Graph.ModelEdges, string> value) => new()
    {
        Name = $"{Interface}.{name}",
        Head = "int",
        Body = graph => $"=> {value(graph.Edges!)};",
        IsExplicit = true,
    };
}
